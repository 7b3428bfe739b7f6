package dev.tidemark.replicate;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.track.ContentHash;
import dev.tidemark.track.TrackedRegion;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One region on its way to one replica, over any number of connections, with a client of its own.
 *
 * <p><b>Invariant.</b> A page that is clean for the client, and not among those taken for the epoch at work, is at the replica as it
 * was when it was read last. Pages that were taken count as delivered once the replica has confirmed the epoch; whatever goes wrong
 * before gives them back. A replica that holds another epoch than this feed confirmed, or may have, is compared by hashes.
 *
 * <p>One thread, but for {@link #fail}.
 */
final class Feed implements Closeable {
    /** What to do with the first round of an epoch. */
    private enum Plan {
        /** The replica has the last epoch: what is dirty. */
        DIRTY,
        /** It has something else of the region: what differs. */
        COMPARE,
        /** It has nothing. */
        ALL
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CONNECT_MILLIS = 5000;

    private final TrackedRegion region;
    private final Client client;
    private final UUID lineage = UUID.randomUUID();

    /** Null when it has ended: somebody may keep it to know how it went, and that must keep neither buffers nor the guest's memory. */
    private Replication how;

    private PageReader pages;
    private final Limiter limiter;

    /** Taken in the epoch at work. */
    private final List<DirtyPages> taken = new ArrayList<>();

    private volatile SourceLink link;
    private Plan plan = Plan.ALL;
    private boolean flushes;
    private long replicaEpoch;
    private long confirmed;

    /** Sent with a commit whose answer was not seen; 0 if there is none. */
    private long inDoubt;

    private long epoch;
    private long frames;
    private long bytesOfEndedLinks;

    Feed(TrackedRegion region, Replication how) {
        this.region = region;
        this.how = how;
        this.client = region.openReplicaClient("replication to " + how.endpoint());
        this.pages = new PageReader(region, how.skipEqual());
        this.limiter = new Limiter(how.bytesPerSecond());
    }

    TrackedRegion region() {
        return region;
    }

    boolean isConnected() {
        return link != null;
    }

    /** Connects, and finds out what the replica has. */
    void connect() throws IOException {
        Sockets.requireProtection(how.endpoint(), how.tls(), how.isUnprotected());
        Wire wire = Sockets.connect(how.endpoint(), how.tls(), CONNECT_MILLIS);
        SourceLink next = new SourceLink(new Link(wire, true, how.timing()), limiter, how.zstdLevel());
        link = next;
        try {
            Protocol.Accept has = next.open(new Protocol.Offer(
                    region.byteSize(), region.pageSize(), lineage, how.zstdLevel() > 0, region.name()));
            boolean mine = has.epoch() > 0 && has.lineage().equals(lineage);
            replicaEpoch = has.epoch();
            flushes = has.flush();
            if (mine && (has.epoch() == confirmed || has.epoch() == inDoubt)) {
                plan = Plan.DIRTY;
                confirmed = has.epoch();
            } else {
                plan = has.epoch() > 0 || has.comparable() ? Plan.COMPARE : Plan.ALL;
                pages.forget(0, region.byteSize());
            }
            inDoubt = 0;
        } catch (IOException | RuntimeException | Error e) {
            disconnect();
            throw e;
        }
    }

    /** Whether the replica has what this feed confirmed last, so that nothing but dirty pages is to be sent. */
    boolean isResumed() {
        return plan == Plan.DIRTY;
    }

    /** Begins an epoch, which is one more than the replica's. */
    void begin() throws IOException {
        epoch = Math.max(replicaEpoch, confirmed) + 1;
        frames = 0;
        link.send(Protocol.Type.EPOCH, Protocol.number(epoch));
    }

    /** How many bytes are dirty. A look. */
    long dirtyBytes() {
        return region.dirtyPages(client).byteCount();
    }

    /** Takes what is dirty and sends it: in the first round of a connection whatever the replica lacks. */
    DirtyPages sendRound() throws IOException {
        DirtyPages round = take();
        Plan now = plan;
        if (now == Plan.ALL) {
            pages.readAll(this::send);
        } else if (now == Plan.COMPARE) {
            sendDifferences();
        } else {
            read(round, this::send);
        }
        pages.flush(this::send);
        plan = Plan.DIRTY;
        frames += pages.takeFrames();
        return round;
    }

    /**
     * Takes what is dirty while a guest stands still, and copies it to {@code staging}, which is empty; if it is too much for that, it is
     * sent.
     */
    void stageRound(Staging staging) throws IOException {
        DirtyPages round = take();
        if (staging.fits(round.byteCount())) {
            round.forEachRun((offset, length) -> staging.copy(region, offset, length));
        } else {
            read(round, this::send);
        }
    }

    /** Sends what is in {@code staging}, and what is left of the rounds before. */
    void sendStaged(Staging staging) throws IOException {
        staging.drain((offset, from, at, length) -> pages.cut(offset, from, at, length, this::send));
        pages.flush(this::send);
        frames += pages.takeFrames();
    }

    private void send(Batch batch) throws IOException {
        link.send(batch);
    }

    private DirtyPages take() {
        int last = taken.size();
        taken.add(null); // room for it comes first: what was harvested and is not in here is lost
        DirtyPages round = region.harvest(client);
        taken.set(last, round);
        return round;
    }

    private void read(DirtyPages round, Sink sink) throws IOException {
        try {
            round.forEachRun((offset, length) -> {
                try {
                    pages.read(offset, length, sink);
                } catch (IOException e) {
                    throw new Broken(e);
                }
            });
        } catch (Broken e) {
            throw e.cause;
        }
    }

    private void sendDifferences() throws IOException {
        long pageCount = region.pageCount();
        for (long first = 0; first < pageCount; first += Protocol.MAX_HASHES) {
            int count = (int) Math.min(Protocol.MAX_HASHES, pageCount - first);
            long seed = RANDOM.nextLong();
            long seed2 = RANDOM.nextLong();
            link.send(Protocol.Type.HASHES_WANTED, new Protocol.HashesWanted(first, count, seed, seed2).encode());
            Protocol.Hashes hashes = (Protocol.Hashes) link.await(Protocol.Type.HASHES);
            Protocol.require(
                    hashes.firstPage() == first && hashes.hashes().length == 2 * count,
                    "hashes of other pages than were wanted");
            pages.compare(
                    first,
                    hashes.hashes(),
                    new ContentHash(seed),
                    new ContentHash(seed2),
                    (offset, length) -> pages.read(offset, length, this::send));
        }
    }

    /**
     * Waits until what was sent is as safe at the replica as it can be before the epoch is complete, so that the last round waits for
     * nothing but itself. Takes about as long as a commit after little more.
     *
     * @return how long the replica expects a commit and the hand-over to take beside that, in nanoseconds; 0 if it does not know of this
     */
    long flush() throws IOException {
        if (!flushes) {
            return 0;
        }
        link.send(Protocol.Type.FLUSH, Protocol.number(epoch));
        return Math.max(0, (long) link.await(Protocol.Type.FLUSHED));
    }

    /** Pages since the last call: sent, zero, equal. */
    long[] takeCounts() {
        return pages.takeCounts();
    }

    /** Completes the epoch, and waits until the replica holds it. */
    long commit(Map<String, byte[]> attachments) throws IOException {
        byte[] state = Attachments.encode(attachments);
        inDoubt = epoch;
        link.send(Protocol.Type.COMMIT, new Protocol.Commit(epoch, frames, state).encode());
        link.await(Protocol.Type.COMMITTED, epoch);
        inDoubt = 0;
        confirmed = epoch;
        replicaEpoch = epoch;
        taken.clear();
        return epoch;
    }

    /** Tells the replica that the source has stopped for good. From here on the guest must not go on here. */
    void handOver() throws IOException {
        link.send(Protocol.Type.HAND_OVER, Protocol.number(confirmed));
    }

    void awaitHandOver() throws IOException {
        link.await(Protocol.Type.HANDED_OVER, confirmed);
    }

    /** The last epoch that the replica confirmed; 0 if there is none. */
    long confirmed() {
        return confirmed;
    }

    /** Bytes sent, over all connections. */
    long wireBytes() {
        SourceLink present = link;
        return bytesOfEndedLinks + (present == null ? 0 : present.wireBytes());
    }

    void check() throws IOException {
        link.check();
    }

    /** Ends the connection, so that whoever waits for it goes on. */
    void fail(String reason) {
        SourceLink present = link;
        if (present != null) {
            present.fail(reason);
        }
    }

    /** Ends the connection, and gives back what was not confirmed. */
    void disconnect() {
        SourceLink present = link;
        link = null;
        plan = Plan.ALL;
        try {
            if (present != null) {
                bytesOfEndedLinks += present.wireBytes();
                present.close();
            }
        } finally {
            giveBack();
            taken.clear();
            pages.drop();
        }
    }

    /** Allocates nothing that must succeed: a full heap may be why the connection ends. */
    private void giveBack() {
        try {
            for (int i = 0; i < taken.size(); i++) {
                if (taken.get(i) != null) {
                    taken.get(i).forEachRun(pages::forget);
                }
            }
        } catch (OutOfMemoryError e) {
            pages.forget(0, region.byteSize());
        }
        for (int i = 0; i < taken.size(); i++) {
            if (taken.get(i) != null) {
                taken.get(i).giveBack();
            }
        }
    }

    /** Ends it, and its client. The replica keeps what it has. */
    @Override
    public void close() {
        disconnect();
        region.closePrivateClient(client);
        how = null;
        pages = null;
    }

    /** Carries an exception through a run consumer. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient IOException cause;

        Broken(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
