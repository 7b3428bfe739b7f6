package dev.tidemark.replicate;

import dev.tidemark.track.ContentHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What a replica holds: bytes, and the name of the epoch that they are.
 *
 * <p><b>Guarantee.</b> Once there is an epoch, bytes and name belong together at any moment that a reader or the next start of the process
 * can see. An epoch is collected in the {@link Journal}; sealing that is the moment at which it counts. Then it is applied. Only when the
 * next epoch begins or the source has gone is it <i>settled</i>: forced to the disk, named in the file, and the journal emptied, for
 * nobody has to wait for that. A process that dies in between begins by applying the sealed journal once more. Before there is any epoch,
 * the first copy goes to the bytes directly, and nobody is shown them. A journal has only what came after the last {@link #flush}
 * that forced them: it is in one place, and so forced much faster than pages that lie all over the region.
 *
 * <p><b>Hand-over.</b> The bytes are a guest's then, and the journal is not applied over them if this process dies. It is if the machine does,
 * before the epoch was settled: what was applied may be lost.
 *
 * <p><b>What it is called.</b> {@link #epoch} never waits: while an epoch is applied it names the one before, which is what readers saw
 * last, and then the new one. Readers wait for the new one, so that nobody reads an older epoch than was named. An epoch that was
 * sealed and could not be applied is what the replica holds, and is named: the next reader, connection or start applies it once more.
 *
 * <p>Reading excludes applying, and nothing else. {@link #epoch} and {@link #read} on any thread; other methods: one thread at a time.
 */
final class ReplicaStore implements Closeable {
    /** About as long gets a journal beside a first copy; half of it is for the last round. */
    private static final long MOST_BESIDE = 64 << 20;

    private final Target target;
    private final Journal journal;
    private final Path stateFile;
    private final boolean durable;
    private final long capacity;
    private final Deque<Closeable> open = new ArrayDeque<>();
    private final ReadWriteLock applying = new ReentrantReadWriteLock();

    /** What the bytes are; null before the first offer. Its number is 0 while the first copy is on its way. */
    private volatile ReplicaEpoch present;

    /** What is being applied, or could not be; the bytes are a mix until that is done. Null otherwise. Written with the lock held. */
    private volatile ReplicaEpoch sealed;

    /** What {@link #epoch} says. */
    private volatile ReplicaEpoch held;

    /** Blocks of the first copy that were written; the others are zero. Null if the bytes may be anything. */
    private BitSet written;

    /** What comes of the first copy goes to the journal too. */
    private boolean beside;

    private Protocol.Offer offer;
    private long collecting;
    private long frames;
    private long addingNanos;
    private final Forcing forcing;

    /** The sealed journal was applied, and is still needed. */
    private volatile boolean unsettled;

    ReplicaStore(Target target, Journal journal, Path stateFile, long capacity, boolean durable) {
        this.target = target;
        this.journal = journal;
        this.stateFile = stateFile;
        this.capacity = capacity;
        this.durable = durable;
        this.forcing = new Forcing(target);
    }

    /**
     * A file, with {@code .journal} and {@code .epoch} beside it. Repairs what a killed process left.
     *
     * @param durable whether an epoch counts only once it is on the disk; without it, an epoch survives the end of the process but
     *     not that of the machine
     */
    static ReplicaStore inFile(Path file, boolean durable) throws IOException {
        return inFile(file, durable, BootId.present());
    }

    /** @param boot what {@link BootId} says */
    static ReplicaStore inFile(Path file, boolean durable, String boot) throws IOException {
        Path journalFile = file.resolveSibling(file.getFileName() + ".journal");
        Path stateFile = file.resolveSibling(file.getFileName() + ".epoch");
        if (Files.exists(file) && Files.size(file) > 0 && !Files.exists(stateFile)) {
            throw new ReplicationException(file + " exists and is no replica, for " + stateFile.getFileName()
                    + " is not beside it: choose another file");
        }
        FileChannel journal = FileChannel.open(
                journalFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ReplicaStore store = null;
        try {
            lock(journal, file);
            FileChannel bytes = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            store = new ReplicaStore(Target.of(bytes), new Journal(journal, boot), stateFile, Long.MAX_VALUE, durable);
            store.open.push(bytes);
            store.open.push(journal);
            store.recover();
            return store;
        } catch (IOException | RuntimeException e) {
            journal.close();
            if (store != null) {
                store.close();
            }
            throw e;
        }
    }

    /** A buffer; the journal is a temporary file. */
    static ReplicaStore inBuffer(ByteBuffer buffer) throws IOException {
        Path file = Files.createTempFile("tidemark-replica", ".journal");
        FileChannel journal = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        ReplicaStore store =
                new ReplicaStore(Target.of(buffer), new Journal(journal, null), null, buffer.capacity(), false);
        store.open.push(journal);
        return store;
    }

    private static void lock(FileChannel journal, Path file) throws IOException {
        FileLock lock;
        try {
            lock = journal.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new ReplicationException("another replica is open on " + file + ": choose another file, or end it");
        }
    }

    private void recover() throws IOException {
        became(StateFile.read(stateFile));
        ReplicaEpoch found = journal.read((offset, length, bytes) -> {});
        boolean needed = found != null && present != null && found.number() > present.number(); // else it was settled
        if (needed && journal.isHandedOver()) {
            unsettled = true;
            became(found);
        } else if (needed) {
            apply(found);
        }
        settle();
    }

    /** The epoch that it holds; null if none was ever whole. Never waits. */
    ReplicaEpoch epoch() {
        return held;
    }

    /**
     * Compares an offer with what is there.
     *
     * @throws ReplicationException if the two do not go together
     */
    void check(Protocol.Offer wanted) throws IOException {
        ReplicaEpoch now = present;
        if (now != null) {
            boolean same = now.region().equals(wanted.region())
                    && now.byteSize() == wanted.byteSize()
                    && now.pageSize() == wanted.pageSize();
            if (!same) {
                throw new ReplicationException("this replica is of region '" + now.region() + "' with " + now.byteSize()
                        + " bytes in pages of " + now.pageSize() + ", and was offered region '" + wanted.region()
                        + "' with " + wanted.byteSize() + " bytes in pages of " + wanted.pageSize()
                        + ": replicate that one elsewhere");
            }
        } else if (capacity < Long.MAX_VALUE && wanted.byteSize() != capacity) {
            throw new ReplicationException(
                    "this replica is a buffer of " + capacity + " bytes, and was offered region '" + wanted.region()
                            + "' with " + wanted.byteSize() + ": they must be of the same size");
        } else if (stateFile != null) {
            long room =
                    Files.getFileStore(stateFile.toAbsolutePath().getParent()).getUsableSpace();
            if (wanted.byteSize() > room) {
                throw new ReplicationException("region '" + wanted.region() + "' has " + wanted.byteSize()
                        + " bytes, and the replica's disk has room for " + room);
            }
        }
        offer = wanted;
    }

    /** What to say of what is there. */
    Protocol.Accept accept(long window, boolean zstd) throws IOException {
        applyAgain();
        ReplicaEpoch now = present;
        boolean whole = now != null && now.isWhole();
        return new Protocol.Accept(
                whole ? now.lineage() : Protocol.NO_LINEAGE, whole ? now.number() : 0, window, zstd, now != null, true);
    }

    /** An epoch begins. What was collected of another one is dropped. */
    void begin(long epoch) throws IOException {
        Protocol.require(epoch > lastNumber(), "epoch " + epoch + " after " + lastNumber());
        applyAgain();
        settle();
        journal.begin(epoch);
        frames = 0;
        beside = false;
        addingNanos = 0;
        collecting = epoch;
        if (present == null) {
            written = target.clear(offer.byteSize()) ? new BitSet() : null;
            ReplicaEpoch none = new ReplicaEpoch(
                    offer.region(),
                    offer.byteSize(),
                    offer.pageSize(),
                    offer.lineage(),
                    0,
                    System.currentTimeMillis(),
                    Map.of());
            name(none);
            became(none);
        }
    }

    private long lastNumber() {
        return present == null ? 0 : present.number();
    }

    /** @param bytes what the encoding says */
    void collect(long offset, int length, int encoding, ByteBuffer bytes) throws IOException {
        Protocol.require(collecting > 0, "data outside of an epoch");
        int block = Math.min(offer.pageSize(), Protocol.MAX_RUN);
        Protocol.require(
                offset >= 0
                        && offset % block == 0
                        && length > 0
                        && length <= Protocol.MAX_RUN
                        && offset <= offer.byteSize() - length
                        && (length % block == 0 || offset + length == offer.byteSize()),
                "data of " + length + " bytes from " + offset + " on");
        Protocol.require(
                encoding == Protocol.RAW && bytes.remaining() == length
                        || encoding == Protocol.ZERO && !bytes.hasRemaining(),
                bytes.remaining() + " bytes in encoding " + encoding + " for a run of " + length);
        frames++;
        if (present.isWhole()) {
            long start = System.nanoTime();
            journal.add(offset, length, encoding, bytes);
            addingNanos += System.nanoTime() - start;
        } else {
            if (beside) {
                journal.add(offset, length, encoding, bytes.duplicate());
                beside = journal.size() < MOST_BESIDE;
            }
            writeFirst(offset, length, encoding, bytes);
        }
    }

    private void writeFirst(long offset, int length, int encoding, ByteBuffer bytes) throws IOException {
        int first = (int) (offset / Protocol.MAX_RUN);
        int last = (int) ((offset + length - 1) / Protocol.MAX_RUN);
        boolean untouched = written != null && written.get(first, last + 1).isEmpty();
        if (encoding == Protocol.RAW) {
            target.write(offset, bytes);
        } else if (!untouched) {
            target.write(offset, ByteBuffer.allocate(length));
        } else {
            return;
        }
        if (written != null) {
            written.set(first, last + 1);
        }
        if (durable && !beside) {
            forcing.wrote(length);
        }
    }

    /**
     * Forces what was collected, so that a commit has little left to do.
     *
     * @return how long a guest will have to wait for what cannot be done before the commit, in nanoseconds; an estimate. That is nothing
     *     for a first copy. What another epoch has is read and written once more.
     */
    long flush(long epoch) throws IOException {
        Protocol.require(collecting > 0 && epoch == collecting, "flush of epoch " + epoch + " in epoch " + collecting);
        boolean first = !present.isWhole();
        if (durable) {
            if (first && (!beside || journal.size() > MOST_BESIDE / 2)) {
                forceFirst();
            }
            journal.flush();
        }
        return first ? 0 : 2 * addingNanos;
    }

    /** From here on the journal has what the bytes on the disk lack. */
    private void forceFirst() throws IOException {
        forcing.finish();
        journal.begin(collecting);
        beside = true;
    }

    /** The epoch is complete: from here on the replica holds it. */
    ReplicaEpoch commit(Protocol.Commit commit) throws IOException {
        Protocol.require(
                collecting > 0 && commit.epoch() == collecting && commit.frames() == frames,
                "commit of epoch " + commit.epoch() + " with " + commit.frames() + " frames; epoch " + collecting
                        + " has " + frames);
        ReplicaEpoch next = new ReplicaEpoch(
                offer.region(),
                offer.byteSize(),
                offer.pageSize(),
                offer.lineage(),
                commit.epoch(),
                System.currentTimeMillis(),
                Attachments.decode(commit.state()));
        collecting = 0;
        if (present.isWhole()) {
            journal.seal(next, durable);
            apply(next);
        } else {
            if (durable && !beside) {
                forcing.finish();
                journal.begin(next.number()); // what is in it may be older than the bytes
            }
            journal.seal(next, durable);
            unsettled = true;
            became(next);
            written = null;
        }
        return next;
    }

    /** What there is to do before a guest may write the bytes: what is in a sealed journal would be applied over them after a kill. */
    void letGo() throws IOException {
        if (!journal.isEmpty() && !journal.handOver()) {
            settle();
        }
    }

    /** Forces the epoch to where it belongs, after which the journal is not needed any more. */
    private void settle() throws IOException {
        if (unsettled) {
            if (durable) {
                target.force();
            }
            name(present);
            unsettled = false;
        }
        journal.reset();
    }

    /** Applies the sealed journal. */
    private void apply(ReplicaEpoch next) throws IOException {
        applying.writeLock().lock();
        try {
            sealed = next;
            applyAgain();
        } finally {
            applying.writeLock().unlock();
        }
    }

    /** Applies the sealed journal if that was broken off. */
    private void applyAgain() throws IOException {
        if (sealed == null) {
            return;
        }
        applying.writeLock().lock();
        try {
            if (sealed != null) {
                applySealed();
                sealed = null;
            }
        } finally {
            applying.writeLock().unlock();
        }
    }

    private void applySealed() throws IOException {
        try {
            if (journal.read(this::applyRun) == null) {
                throw new IOException("the replica's journal was changed by somebody");
            }
            unsettled = true;
            became(sealed);
        } catch (IOException | RuntimeException | Error e) {
            held = sealed; // the one before is no more
            throw e;
        }
    }

    private void applyRun(long offset, int length, ByteBuffer bytes) throws IOException {
        target.write(offset, bytes == null ? ByteBuffer.allocate(length) : bytes);
    }

    private void name(ReplicaEpoch epoch) throws IOException {
        if (stateFile != null) {
            StateFile.write(stateFile, epoch, durable);
        }
    }

    private void became(ReplicaEpoch epoch) {
        present = epoch;
        held = epoch != null && epoch.isWhole() ? epoch : null;
    }

    /** Drops what was collected of an epoch that will not be completed. */
    void abort() throws IOException {
        collecting = 0;
        if (sealed == null) {
            settle();
        }
    }

    /** Hashes pages as they are in the bytes, whatever is being collected. */
    Protocol.Hashes hashes(Protocol.HashesWanted wanted) throws IOException {
        int pageSize = offer.pageSize();
        long pages = (offer.byteSize() - 1) / pageSize + 1;
        Protocol.require(
                present != null && wanted.firstPage() <= pages - wanted.count(),
                "hashes wanted of " + wanted.count() + " pages from " + wanted.firstPage() + " on, of " + pages);
        ContentHash one = new ContentHash(wanted.seed());
        ContentHash two = new ContentHash(wanted.seed2());
        long[] hashes = new long[2 * wanted.count()];
        byte[] page = new byte[pageSize];
        for (int i = 0; i < wanted.count(); i++) {
            long offset = (wanted.firstPage() + i) * pageSize;
            int length = (int) Math.min(pageSize, offer.byteSize() - offset);
            target.read(offset, ByteBuffer.wrap(page, 0, length));
            hashes[2 * i] = one.of(page, 0, length);
            hashes[2 * i + 1] = two.of(page, 0, length);
        }
        return new Protocol.Hashes(wanted.firstPage(), hashes);
    }

    /** Shows the epoch and its bytes; the next epoch is applied afterwards. */
    <T> T read(Replica.Reader<T> reader) throws IOException {
        applyAgain();
        applying.readLock().lock();
        try {
            ReplicaEpoch now = epoch();
            if (sealed != null) {
                throw new ReplicationException("the replica holds " + sealed
                        + " but could not apply it: see that its disk has room, and read again");
            }
            if (now == null) {
                throw new ReplicationException("the replica holds no whole epoch yet");
            }
            return reader.read(now, (offset, into) -> {
                if (offset < 0 || offset > now.byteSize() - into.remaining()) {
                    throw new IndexOutOfBoundsException("range leaves the replica of " + now.byteSize()
                            + " bytes: offset=" + offset + ", length=" + into.remaining());
                }
                target.read(offset, into);
            });
        } finally {
            applying.readLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (unsettled && sealed == null) {
                settle();
            }
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
