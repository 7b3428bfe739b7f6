package dev.tidemark.replicate;

import dev.tidemark.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One connection at the replica's side: checks what comes and hands it to the store. One thread, but for {@link #end}. */
final class Receiver {
    /** Bytes of payload that a source may have on their way. */
    static final long WINDOW = 4 << 20;

    private static final long CREDIT_STEP = WINDOW / 4;

    private final Link link;
    private final ReplicaStore store;
    private final Runnable changed;
    private final Consumer<ReplicaEpoch> handedOver;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Runnable whenDone = () -> {};
    private Protocol.Offer offer;
    private Unpacker unpacker;
    private long owedCredit;
    private long committed;
    private boolean over;

    /**
     * A connection that has not said anything yet.
     *
     * @param changed called when the epoch changed
     */
    Receiver(Link link, ReplicaStore store, Runnable changed, Consumer<ReplicaEpoch> handedOver) {
        this.link = link;
        this.store = store;
        this.changed = changed;
        this.handedOver = handedOver;
    }

    /**
     * Reads the offer.
     *
     * @param region the only one that is accepted; null for any
     */
    void greet(String region) throws IOException {
        link.greet();
        Link.Frame first = link.receive();
        if (first.type() != Protocol.Type.OFFER) {
            throw refuse("broken protocol: a source begins with an offer, not with " + first.type());
        }
        try {
            offer = Protocol.Offer.decode(first.payload());
        } catch (ReplicationException e) {
            throw refuse(e.getMessage());
        }
        if (region != null && !region.equals(offer.region())) {
            throw refuse("this replica takes region '" + region + "' and was offered '" + offer.region() + "'");
        }
    }

    UUID lineage() {
        return offer.lineage();
    }

    void whenDone(Runnable action) {
        whenDone = action;
    }

    /** Serves the source until the connection ends, which is always by an exception. */
    void run() throws IOException {
        try {
            link.trust();
            store.check(offer);
            unpacker = offer.zstd() && Zstd.isPresent() ? new Unpacker() : null;
            link.send(
                    Protocol.Type.ACCEPT, store.accept(WINDOW, unpacker != null).encode());
            while (true) {
                handle(link.receive());
            }
        } catch (ReplicationException e) {
            throw refuse(e.getMessage());
        } catch (IOException e) {
            throw refuse("the replica cannot store what it gets: " + e.getMessage());
        } catch (RuntimeException e) {
            throw refuse("the replica failed: " + e);
        } finally {
            try {
                store.abort();
            } finally {
                link.close();
                whenDone.run();
                done.countDown();
            }
        }
    }

    private void handle(Link.Frame frame) throws IOException {
        Protocol.require(!over, frame.type() + " after the hand-over");
        ByteBuffer in = frame.payload();
        switch (frame.type()) {
            case EPOCH -> store.begin(Protocol.number(in));
            case DATA -> collect(in, in);
            case PACKED -> {
                Protocol.require(unpacker != null, "packed data that was not agreed on");
                collect(in, unpacker.unpack(in.duplicate()));
            }
            case FLUSH -> link.send(Protocol.Type.FLUSHED, Protocol.number(store.flush(Protocol.number(in))));
            case COMMIT -> commit(Protocol.Commit.decode(in));
            case HASHES_WANTED ->
                link.send(
                        Protocol.Type.HASHES,
                        store.hashes(Protocol.HashesWanted.decode(in)).encode());
            case HAND_OVER -> handOver(Protocol.number(in));
            default -> throw new ReplicationException("broken protocol: " + frame.type() + " after the offer");
        }
    }

    /** @param data one payload of DATA, or several, one behind the other; of {@code frame} or of what was packed in it */
    private void collect(ByteBuffer frame, ByteBuffer data) throws IOException {
        owedCredit += frame.remaining();
        do {
            Protocol.require(data.remaining() >= Protocol.DATA_HEAD, "data of " + data.remaining() + " bytes");
            long offset = data.getLong();
            int length = data.getInt();
            int encoding = data.get();
            int content = data == frame ? data.remaining() : encoding == Protocol.RAW ? length : 0;
            Protocol.require(
                    content >= 0 && content <= data.remaining(), "packed data of " + length + " bytes that end early");
            store.collect(offset, length, encoding, data.slice(data.position(), content));
            data.position(data.position() + content);
        } while (data.hasRemaining());
        if (owedCredit >= CREDIT_STEP) {
            link.send(Protocol.Type.CREDIT, Protocol.number(owedCredit));
            owedCredit = 0;
        }
    }

    private void commit(Protocol.Commit commit) throws IOException {
        ReplicaEpoch epoch = store.commit(commit);
        committed = epoch.number();
        changed.run();
        link.send(Protocol.Type.COMMITTED, Protocol.number(committed));
    }

    private void handOver(long number) throws IOException {
        ReplicaEpoch epoch = store.epoch();
        Protocol.require(
                epoch != null && committed == number && epoch.number() == number,
                "hand-over at epoch " + number + " where " + committed + " was committed");
        over = true;
        store.letGo();
        link.send(Protocol.Type.HANDED_OVER, Protocol.number(number));
        handedOver.accept(epoch); // after the answer: whoever is told may close the replica at once
    }

    /** Tells the source, and ends the connection. */
    ReplicationException refuse(String why) {
        link.farewell(Protocol.Type.REFUSE, Protocol.text(why));
        return new ReplicationException(why);
    }

    /** Ends the connection, and waits until the store is free. */
    void end(String why) {
        link.fail(why);
        try {
            if (!done.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a connection that was ended did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
