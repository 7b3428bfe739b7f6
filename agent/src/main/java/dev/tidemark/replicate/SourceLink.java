package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A connection at the source's side: what was granted may be sent, answers are waited for. One thread sends and waits. */
final class SourceLink implements Closeable {
    private static final long TICK_MILLIS = 100;

    /** An answer, decoded. */
    private record Answer(Protocol.Type type, Object value) {}

    private final Link link;
    private final Limiter limiter;
    private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(4);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition granted = lock.newCondition();
    private final Packer packer;
    private long credit;
    private long wireBytes;

    /**
     * A connection that has not said anything yet.
     *
     * @param limiter outlives connections
     * @param zstdLevel of compression; 0 for none
     */
    SourceLink(Link link, Limiter limiter, int zstdLevel) {
        this.link = link;
        this.limiter = limiter;
        this.packer = zstdLevel == 0 ? null : new Packer(zstdLevel);
    }

    /**
     * Introduces this side.
     *
     * @throws ReplicationException if the replica refuses
     */
    Protocol.Accept open(Protocol.Offer offer) throws IOException {
        link.greet();
        link.send(Protocol.Type.OFFER, offer.encode());
        Link.Frame first = link.receive();
        if (first.type() == Protocol.Type.REFUSE) {
            throw refused(first);
        }
        Protocol.require(first.type() == Protocol.Type.ACCEPT, first.type() + " as the answer to an offer");
        Protocol.Accept accept = Protocol.Accept.decode(first.payload());
        if (offer.zstd() && !accept.zstd()) {
            throw new ReplicationException(
                    "the replica does not take compressed data: add com.github.luben:zstd-jni 1.5 to its"
                            + " class path, or do not compress");
        }
        credit = accept.window();
        Watch.thread("tidemark-answers", this::receiveAll).start();
        return accept;
    }

    private static ReplicationException refused(Link.Frame frame) {
        return new ReplicationException("the replica refuses: " + Protocol.text(frame.payload()));
    }

    private void receiveAll() {
        try {
            while (true) {
                receive(link.receive());
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            link.fail(e instanceof Error || e.getMessage() == null ? e.toString() : e.getMessage());
            grant(0); // wakes who waits
        } finally {
            link.close(); // if there was no memory to say why: who waits would wait for ever
        }
    }

    private void receive(Link.Frame frame) throws IOException {
        switch (frame.type()) {
            case CREDIT -> grant(Protocol.number(frame.payload()));
            case COMMITTED, HANDED_OVER, FLUSHED -> answer(frame.type(), Protocol.number(frame.payload()));
            case HASHES -> answer(frame.type(), Protocol.Hashes.decode(frame.payload()));
            case REFUSE -> throw refused(frame);
            default -> throw new ReplicationException("broken protocol: " + frame.type() + " after the offer");
        }
    }

    private void answer(Protocol.Type type, Object value) throws IOException {
        Protocol.require(answers.offer(new Answer(type, value)), "answers that nobody asked for");
    }

    private void grant(long bytes) {
        lock.lock();
        try {
            credit += Math.max(0, bytes);
            granted.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends data as soon as the replica has room and the limit lets it. */
    void send(Batch batch) throws IOException {
        ByteBuffer packed = packer == null ? null : packer.pack(batch);
        if (packed == null) {
            await(batch.size(), batch.payload());
            link.send(batch);
            wireBytes += batch.size();
        } else {
            int size = packed.limit();
            await(size, size - Protocol.FRAME_HEAD);
            link.send(Protocol.Type.PACKED, packed);
            wireBytes += size;
        }
    }

    /** Waits until so much may be sent, which counts as sent then. */
    private void await(int bytes, int payload) throws IOException {
        long delay = limiter.delayNanos(bytes);
        while (delay > 0) {
            link.check();
            long part = Math.min(delay, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
            sleep(part);
            delay -= part;
        }
        lock.lock();
        try {
            while (credit < payload) {
                link.check();
                granted.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
            }
            credit -= payload;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    void send(Protocol.Type type, byte[] message) throws IOException {
        link.send(type, message);
        wireBytes += message.length;
    }

    /** Waits for the answer. */
    Object await(Protocol.Type type) throws IOException {
        try {
            while (true) {
                Answer answer = answers.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (answer != null) {
                    Protocol.require(answer.type() == type, answer.type() + " where " + type + " was due");
                    return answer.value();
                }
                link.check();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Waits for the answer, which must be that number. */
    void await(Protocol.Type type, long number) throws IOException {
        Object answer = await(type);
        Protocol.require(answer.equals(number), type + " " + answer + " where " + number + " was due");
    }

    /** Bytes sent over this connection. */
    long wireBytes() {
        return wireBytes;
    }

    void check() throws IOException {
        link.check();
    }

    void fail(String reason) {
        link.fail(reason);
    }

    private static void sleep(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new ReplicationException("replication was interrupted");
    }

    @Override
    public void close() {
        link.close();
    }
}
