package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * One connection in frames: numbers and checks them, sends heartbeats, and ends when the other side is silent.
 *
 * <p><b>Threads.</b> One thread receives; any may send, one after the other; any may {@link #fail}. <b>Guarantees.</b> A frame is
 * handed out only if it came whole, unchanged, in order and in this connection. No length that was received sizes memory before
 * it was compared with its limit. Once failed, every call throws, with the first reason. <b>Progress.</b> A thread that is blocked in
 * a send or a receive is freed at the latest when the other side was silent for the time given.
 */
final class Link implements Closeable {
    /** A frame as received. The bytes are valid until the next one is received. */
    record Frame(Protocol.Type type, ByteBuffer payload) {}

    /** Room for whoever has not introduced himself yet. */
    private static final int FIRST_BYTES = 8 << 10;

    /** Room for several frames of data, so that many of them come with one system call. */
    private static final int BUSY_BYTES = 288 << 10;

    /** Where in a frame's head its checksum is. */
    private static final int CHECKSUM = 16;

    /**
     * Bytes that count as something that was heard while a frame is not complete. More than the heartbeats that fit into the time allowed:
     * where a part of a frame got lost, they fill the gap, and it would seem to be still under way for hours.
     */
    private static final int LEAST_PROGRESS = 1024;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Wire wire;
    private final boolean source;
    private final Timing timing;
    private final byte[] nonces = new byte[2 * Protocol.NONCE_BYTES];
    private final CRC32C received = new CRC32C();

    /** What came and was not handed out yet; grows to what one frame may need. */
    private ByteBuffer inbox = ByteBuffer.allocateDirect(FIRST_BYTES).limit(0);

    private int mostInbox;
    private long nextReceived;

    private final ReentrantLock sending = new ReentrantLock();
    private final CRC32C sent = new CRC32C();
    private long nextSent;
    private volatile long lastSentNanos = System.nanoTime();

    /** When the receiving thread began to wait, or last got something; it counts as silence only while it waits. */
    private volatile long heardNanos = System.nanoTime();

    private volatile boolean waiting;
    private volatile IOException failure;
    private volatile boolean closed;
    private ScheduledFuture<?> watch;
    private Thread pulse;

    /** @param source whether this is the side that sends the region */
    Link(Wire wire, boolean source, Timing timing) {
        this.wire = wire;
        this.source = source;
        this.timing = timing;
        this.mostInbox = source ? Protocol.FRAME_HEAD + Protocol.MAX_PAYLOAD : FIRST_BYTES;
    }

    /** From now on the other side may send frames of any length. The receiving thread calls it. */
    void trust() {
        mostInbox = Protocol.FRAME_HEAD + Protocol.MAX_PAYLOAD;
        grow(BUSY_BYTES);
    }

    /**
     * Exchanges greetings and begins to watch the other side.
     *
     * @throws ReplicationException if the other side is no Tidemark, or no version suits both
     */
    void greet() throws IOException {
        try {
            exchangeGreetings();
        } catch (EOFException e) {
            throw failed(new ReplicationException(
                    "the other side closed the connection before it said anything: it expects TLS, or is no Tidemark",
                    e));
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        pulse = Watch.thread("tidemark-pulse", this::beat);
        pulse.start();
    }

    private void exchangeGreetings() throws IOException {
        watch = Watch.every(timing.heartbeatMillis(), this::checkSilence);
        long nonce = RANDOM.nextLong();
        if (source) {
            sendGreeting(new Protocol.Greeting(Protocol.VERSION_LOW, Protocol.VERSION_HIGH, nonce));
            Protocol.Greeting answer = receiveGreeting();
            if (answer.high() < Protocol.VERSION_LOW || answer.high() > Protocol.VERSION_HIGH) {
                throw new ReplicationException("the replica speaks no version of the protocol from "
                        + Protocol.VERSION_LOW + " to " + Protocol.VERSION_HIGH + ": use the same jar on both sides");
            }
            remember(nonce, answer.nonce());
        } else {
            Protocol.Greeting offer = receiveGreeting();
            int version = Math.min(offer.high(), Protocol.VERSION_HIGH);
            boolean suits = version >= Math.max(offer.low(), Protocol.VERSION_LOW);
            sendGreeting(new Protocol.Greeting(suits ? version : 0, suits ? version : 0, nonce));
            if (!suits) {
                throw new ReplicationException("the source speaks versions " + offer.low() + " to " + offer.high()
                        + " of the protocol, this replica " + Protocol.VERSION_LOW + " to " + Protocol.VERSION_HIGH
                        + ": use the same jar on both sides");
            }
            remember(offer.nonce(), nonce);
        }
    }

    private void remember(long ofSource, long ofReplica) {
        ByteBuffer.wrap(nonces).putLong(ofSource).putLong(ofReplica);
    }

    private void sendGreeting(Protocol.Greeting greeting) throws IOException {
        wire.write(ByteBuffer.wrap(greeting.encode()));
    }

    private Protocol.Greeting receiveGreeting() throws IOException {
        await(Protocol.GREETING_BYTES);
        byte[] bytes = new byte[Protocol.GREETING_BYTES];
        inbox.get(bytes);
        return Protocol.Greeting.decode(bytes);
    }

    /** Sends a message as {@link Protocol} encodes it: with room for the head in front. */
    void send(Protocol.Type type, byte[] message) throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(message);
        frame.putInt(0, message.length - Protocol.FRAME_HEAD);
        send(type, frame);
    }

    /** Sends frames of data. */
    void send(Batch batch) throws IOException {
        send(Protocol.Type.DATA, batch.view());
    }

    /** @param frames of one type; their heads are complete but for that type, number and checksum */
    void send(Protocol.Type type, ByteBuffer frames) throws IOException {
        sending.lock();
        try {
            check();
            for (int at = 0; at < frames.limit(); ) {
                int end = at + Protocol.FRAME_HEAD + frames.getInt(at);
                frames.putInt(at + 4, type.number << 24).putLong(at + 8, nextSent++);
                frames.putInt(at + CHECKSUM, checksum(sent, frames, at, end));
                at = end;
            }
            wire.write(frames);
            lastSentNanos = System.nanoTime();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        } finally {
            sending.unlock();
        }
    }

    /** Of a frame in a buffer. */
    private int checksum(CRC32C crc, ByteBuffer in, int at, int end) {
        ByteBuffer part = in.duplicate();
        crc.reset();
        crc.update(nonces);
        crc.update(part.limit(at + CHECKSUM).position(at));
        crc.update(part.limit(end).position(at + Protocol.FRAME_HEAD));
        return (int) crc.getValue();
    }

    /** Receives the next frame; heartbeats are swallowed. Blocks. */
    Frame receive() throws IOException {
        while (true) {
            Frame frame = receiveAny();
            if (frame.type() != Protocol.Type.HEARTBEAT) {
                return frame;
            }
        }
    }

    private Frame receiveAny() throws IOException {
        try {
            check();
            await(Protocol.FRAME_HEAD);
            int length = inbox.getInt(inbox.position());
            int typeAndZeros = inbox.getInt(inbox.position() + 4);
            Protocol.Type type = Protocol.Type.of(typeAndZeros >>> 24);
            Protocol.require(
                    type != null && (typeAndZeros & 0xffffff) == 0 && type.isFrom(!source),
                    "a frame of type " + (typeAndZeros >>> 24) + " from the " + (source ? "replica" : "source"));
            Protocol.require(
                    length >= 0 && length <= type.maxPayload,
                    "a frame " + type + " of " + length + " bytes; it has at most " + type.maxPayload);
            await(Protocol.FRAME_HEAD + length);
            int at = inbox.position();
            long number = inbox.getLong(at + 8);
            int end = at + Protocol.FRAME_HEAD + length;
            Protocol.require(
                    checksum(received, inbox, at, end) == inbox.getInt(at + CHECKSUM),
                    "frame " + nextReceived + " is damaged, or was recorded in another connection");
            Protocol.require(number == nextReceived, "frame " + number + " came where " + nextReceived + " was due");
            nextReceived++;
            inbox.position(end);
            return new Frame(type, inbox.slice(at + Protocol.FRAME_HEAD, length));
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    /** Waits until so many bytes are in the inbox. */
    private void await(int bytes) throws IOException {
        if (inbox.remaining() >= bytes) {
            return;
        }
        Protocol.require(bytes <= mostInbox, "a frame of " + bytes + " bytes before the offer");
        if (inbox.capacity() - inbox.position() < bytes) {
            grow(bytes);
        }
        heardNanos = System.nanoTime();
        waiting = true;
        int start = inbox.position();
        int heard = inbox.limit();
        try {
            inbox.position(inbox.limit()).limit(inbox.capacity());
            while (inbox.position() - start < bytes) {
                if (wire.read(inbox) < 0) {
                    throw new EOFException("the other side closed the connection");
                }
                if (inbox.position() - heard >= LEAST_PROGRESS) {
                    heard = inbox.position();
                    heardNanos = System.nanoTime();
                }
            }
        } finally {
            inbox.limit(inbox.position()).position(start);
            waiting = false;
        }
    }

    /** Moves what is in the inbox to its beginning, and makes it at least that large. */
    private void grow(int bytes) {
        if (inbox.capacity() >= bytes) {
            inbox.compact().flip();
        } else {
            inbox = ByteBuffer.allocateDirect(bytes).put(inbox).flip();
        }
    }

    /** @throws IOException if the link failed or was closed */
    void check() throws IOException {
        if (failure != null) {
            throw new ReplicationException(failure.getMessage(), failure);
        }
        if (closed) {
            throw new ReplicationException("the connection was closed");
        }
    }

    /** Ends the link. The first reason stays. Never blocks. */
    void fail(String reason) {
        try {
            failed(new ReplicationException(reason));
        } finally {
            close(); // also if there is no memory for a reason
        }
    }

    private IOException failed(Exception e) {
        synchronized (this) {
            if (failure == null && !closed) {
                failure = e instanceof ReplicationException known
                        ? known
                        : new ReplicationException("the connection broke: " + text(e), e);
            }
        }
        close();
        IOException first = failure;
        return first == null ? new ReplicationException("the connection was closed", e) : first;
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Sends a last word and reads on until the other side has closed, or for a second: else it might never see the word. */
    void farewell(Protocol.Type type, byte[] message) {
        try {
            send(type, message);
            Watch.after(1000, this::close);
            while (wire.read(inbox.clear()) >= 0) {
                check();
            }
        } catch (IOException e) {
            return; // it is gone, and that is what was wanted
        } finally {
            close();
        }
    }

    private void checkSilence() {
        if (closed) {
            watch.cancel(false);
            return;
        }
        long silent = System.nanoTime() - heardNanos;
        if (waiting && silent > timing.silenceMillis() * 1_000_000) {
            String reason = "";
            try {
                reason = "nothing was heard from the other side for " + silent / 1_000_000
                        + " ms: it hangs, or the network is cut";
            } finally {
                fail(reason);
            }
        }
    }

    /** Says now and then that this side is alive, unless it says something anyway. */
    private void beat() {
        byte[] empty = new byte[Protocol.FRAME_HEAD];
        try {
            while (!closed) {
                Thread.sleep(timing.heartbeatMillis());
                boolean quiet = System.nanoTime() - lastSentNanos >= timing.heartbeatMillis() * 500_000;
                if (quiet && !sending.isLocked()) {
                    send(Protocol.Type.HEARTBEAT, empty);
                }
            }
        } catch (IOException e) {
            return; // whoever uses the link is told
        } catch (OutOfMemoryError e) {
            close(); // half a frame may be under way
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.cancel(false);
        }
        Thread present = pulse;
        if (present != null && present != Thread.currentThread()) {
            present.interrupt();
        }
        try {
            wire.close();
        } catch (IOException e) {
            return; // nobody needs it any more
        }
    }
}
