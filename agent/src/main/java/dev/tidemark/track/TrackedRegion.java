package dev.tidemark.track;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.RewindRing;
import dev.tidemark.boot.Span;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A region: checks arguments, turns bytes into pages, and leaves the rest to its {@link PageTable}.
 *
 * <p>Thread-safe. See {@link PageTable} for what excludes what.
 */
public final class TrackedRegion implements Region {
    /** Bytes copied under one lock. */
    private static final int READ_PART = 64 << 10;

    private final RegionOwner owner;
    private final String name;
    private final RegionMemory memory;
    private final RegionShape shape;
    private final boolean automatic;
    private final PageTable table;
    private final Span span;
    private final RegionCoverage coverage;
    private final PrivateClients privateClients;

    /** Why the region ended; null while it is open. Written by the tracker under its lock. */
    private volatile String endReason;

    TrackedRegion(
            RegionOwner owner, String name, RegionMemory memory, int pageShift, boolean automatic, PageTable table) {
        this.owner = owner;
        this.name = name;
        this.memory = memory;
        this.shape = new RegionShape(name, memory.byteSize(), pageShift);
        this.automatic = automatic;
        this.table = table;
        this.span = memory.span(pageShift, table.marks());
        this.coverage = new RegionCoverage(owner, table);
        this.privateClients = new PrivateClients(name, table);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public RegionKind kind() {
        return memory.kind();
    }

    @Override
    public long byteSize() {
        return shape.byteSize();
    }

    @Override
    public int pageSize() {
        return shape.pageSize();
    }

    @Override
    public long pageCount() {
        return shape.pageCount();
    }

    @Override
    public Coverage coverage() {
        return coverage.state();
    }

    @Override
    public String coverageReason() {
        return coverage.reason();
    }

    /** {@link RegionCoverage#note}. */
    boolean note(Exposure exposure) {
        return coverage.note(exposure);
    }

    /** {@link RegionCoverage#withdraw}. */
    void withdraw(Coverage state) {
        coverage.withdraw(state);
    }

    /** {@link RegionCoverage#isSettled}. */
    boolean isSettled(Coverage state) {
        return coverage.isSettled(state);
    }

    /** {@link RegionCoverage#all}. */
    Exposure[] exposures() {
        return coverage.all();
    }

    @Override
    public boolean isOpen() {
        return endReason == null && memory.isAlive();
    }

    @Override
    public void close() {
        owner.end(this, "it was closed");
    }

    /** Whether the region came from the agent's {@code min} option and nobody named it. */
    public boolean isAutomatic() {
        return automatic;
    }

    /** How many harvests of the region have ended, by any client. */
    public long epoch() {
        return table.epoch();
    }

    /** One client's figures. Costs what taking the marks since the last look does. */
    public ClientStats stats(Client client) {
        return table.stats(prepare(client), pageSize(), shape.missingBytes());
    }

    @Override
    public boolean isDirty(Client client, long offset, long length) {
        shape.checkRange(offset, length);
        return table.anyDirty(
                prepare(client),
                shape.pageOf(offset),
                length == 0 ? shape.pageOf(offset) : shape.pagesUpTo(offset + length));
    }

    @Override
    public long dirtyPageCount(Client client) {
        return table.count(prepare(client));
    }

    @Override
    public DirtyPages dirtyPages(Client client) {
        PageTable.Found found = table.look(prepare(client));
        return new PageSet(this, found.pages(), found.epoch(), null);
    }

    /**
     * As {@link #dirtyPages}, cheap in every region: pages are not hashed, so what was written without a mark is in it after the
     * next look or harvest.
     */
    public DirtyPages glance(Client client) {
        PageTable.Found found = table.glance(prepare(client));
        return new PageSet(this, found.pages(), found.epoch(), null);
    }

    @Override
    public DirtyPages harvest(Client client) {
        return take(client, 0, pageCount());
    }

    @Override
    public DirtyPages harvest(Client client, long offset, long length) {
        shape.checkHarvest(offset, length);
        return take(client, shape.pageOf(offset), shape.pagesUpTo(offset + length));
    }

    @Override
    public void markDirty(long offset, long length) {
        shape.checkRange(offset, length);
        requireOpen();
        if (length > 0) {
            table.mark(shape.pageOf(offset), shape.pagesUpTo(offset + length));
        }
    }

    @Override
    public void clear(Client client, long offset, long length) {
        shape.checkRange(offset, length);
        long end = offset + length;
        long first = shape.pagesUpTo(offset);
        table.clear(prepare(client), first, end == byteSize() ? pageCount() : shape.pageOf(end));
    }

    @Override
    public void mergeDirtyLog(long firstPage, long[] bits) {
        long[] log = bits.clone(); // someone may go on writing the original between our look and our use
        requireOpen();
        shape.checkLog(firstPage, log);
        Bits.forEachRun(log, (first, count) -> table.mark(firstPage + first, firstPage + first + count));
    }

    @Override
    public ByteBuffer memory() {
        requireOpen();
        if (kind() == RegionKind.NATIVE) {
            throw new UnsupportedOperationException(
                    "region '" + name + "' is native memory named by address, which no buffer"
                            + " spans: read it through the object that owns it");
        }
        ByteBuffer view = memory.view();
        if (view == null) {
            throw gone();
        }
        return view;
    }

    /**
     * Copies bytes out, whatever the kind of memory. Memory that is freed meanwhile ends the region and makes this throw; it never
     * crashes the JVM, unless it is freed in a way that the agent does not see.
     *
     * @param byteLength at least 0
     * @throws IndexOutOfBoundsException if the range leaves the region
     * @throws UnsupportedOperationException if it is native memory of a scope, tracked without its {@code MemorySegment}
     */
    public byte[] read(long byteOffset, int byteLength) {
        shape.checkRange(byteOffset, byteLength);
        requireOpen();
        byte[] bytes = new byte[byteLength];
        read(byteOffset, bytes, 0, byteLength);
        return bytes;
    }

    /** As {@link #read(long, int)}, into an array at hand. */
    public void read(long byteOffset, byte[] into, int at, int byteLength) {
        shape.checkRange(byteOffset, byteLength);
        for (int done = 0; done < byteLength; done += READ_PART) {
            if (!isOpen() || !memory.read(byteOffset + done, into, at + done, Math.min(READ_PART, byteLength - done))) {
                throw gone();
            }
        }
        requireOpen();
    }

    /**
     * As {@link #read(long, int)}, into a direct buffer of the caller's own that is no region, from index {@code at} on, whatever its
     * position. Faster than into an array.
     */
    public void read(long byteOffset, ByteBuffer into, int at, int byteLength) {
        shape.checkRange(byteOffset, byteLength);
        for (int done = 0; done < byteLength; done += READ_PART) {
            if (!isOpen() || !memory.read(byteOffset + done, into, at + done, Math.min(READ_PART, byteLength - done))) {
                throw gone();
            }
        }
        requireOpen();
    }

    /** The first index from 0 on at which the region's bytes differ from those at hand, or -1. Else as {@link #read(long, int)}. */
    public int mismatch(long byteOffset, byte[] with, int at, int byteLength) {
        shape.checkRange(byteOffset, byteLength);
        for (int done = 0; done < byteLength; done += READ_PART) {
            int different = isOpen()
                    ? memory.mismatch(byteOffset + done, with, at + done, Math.min(READ_PART, byteLength - done))
                    : RegionMemory.GONE;
            if (different == RegionMemory.GONE) {
                throw gone();
            }
            if (different >= 0) {
                return done + different;
            }
        }
        requireOpen();
        return -1;
    }

    /**
     * Copies bytes in, whatever the kind of memory, and marks them for every client. Else as {@link #read}. If it fails, a part may
     * have been written, and is marked.
     */
    public void write(long byteOffset, byte[] from, int at, int byteLength) {
        shape.checkRange(byteOffset, byteLength);
        if (byteLength == 0) {
            return;
        }
        try {
            copyIn(byteOffset, from, at, byteLength);
        } finally {
            table.mark(shape.pageOf(byteOffset), shape.pagesUpTo(byteOffset + byteLength));
        }
        requireOpen();
    }

    /**
     * As {@link #write(long, byte[], int, int)}, but need not mark the pages for one client, whose owner knows what they hold now.
     *
     * @param byteOffset a multiple of the page size
     * @param byteLength whole pages, or up to the region's end
     */
    public void write(long byteOffset, byte[] from, int at, int byteLength, Client knowing) {
        shape.checkRange(byteOffset, byteLength);
        if (byteLength == 0) {
            return;
        }
        try {
            copyIn(byteOffset, from, at, byteLength);
        } finally {
            table.markForOthers(
                    (ClientHandle) knowing, shape.pageOf(byteOffset), shape.pagesUpTo(byteOffset + byteLength));
        }
        requireOpen();
    }

    private void copyIn(long byteOffset, byte[] from, int at, int byteLength) {
        for (int done = 0; done < byteLength; done += READ_PART) {
            int part = Math.min(READ_PART, byteLength - done);
            if (!isOpen() || !memory.write(byteOffset + done, from, at + done, part)) {
                throw gone();
            }
        }
    }

    /** Whether looks and harvests find every write: seen as it happens, or found by hashes. Cheap. */
    public boolean isExact() {
        return coverage() == Coverage.COMPLETE || table.isHashing();
    }

    /**
     * A client of this region alone, that no name leads to and that does not count among the named ones. Close it with {@link
     * #closePrivateClient}; one that was collected is closed too.
     *
     * @param purpose for messages
     * @throws IllegalStateException if there are {@value PrivateClients#MAX_OTHERS} already, or the region has ended
     */
    public Client openPrivateClient(String purpose) {
        requireOpen();
        return privateClients.openOther(purpose);
    }

    /**
     * As {@link #openPrivateClient}, for a replica; they have slots of their own.
     *
     * @throws IllegalStateException if there are {@value PrivateClients#MAX_REPLICAS} already, or the region has ended
     */
    public Client openReplicaClient(String purpose) {
        requireOpen();
        return privateClients.openReplica(purpose);
    }

    /** Removes it and its bitmap. Further calls do nothing. */
    public void closePrivateClient(Client client) {
        privateClients.close((ClientHandle) client);
    }

    @Override
    public Checkpoint checkpoint() {
        requireOpen();
        return owner.rewinder().checkpoint(this);
    }

    @Override
    public long rollback(Checkpoint checkpoint) {
        Objects.requireNonNull(checkpoint, "checkpoint");
        requireOpen();
        return owner.rewinder().rollback(this, checkpoint);
    }

    @Override
    public Baseline baseline() {
        requireOpen();
        return owner.rewinder().baseline(this);
    }

    @Override
    public RewindRing rewindRing(int checkpoints, long byteBudget) {
        if (checkpoints < 1 || byteBudget < 1) {
            throw new IllegalArgumentException("a rewind ring of region '" + name
                    + "' holds at least 1 checkpoint and at least 1 byte: checkpoints=" + checkpoints
                    + ", byteBudget=" + byteBudget);
        }
        requireOpen();
        return owner.rewinder().rewindRing(this, checkpoints, byteBudget);
    }

    /**
     * Adds somebody who hears of every page that was clean and was written, on the thread that wrote it and inside its write: it must take no
     * lock that is held for long, and what it throws reaches nobody. Pages count as clean since anybody last looked or harvested.
     * While there is such a one for any region, the first write to a clean page costs more in all regions.
     *
     * @param pageWritten is given the page's index
     * @throws IllegalStateException if that was switched too often in this JVM
     */
    public void watchWriters(LongConsumer pageWritten) {
        MarkWatch.add(table.marks(), pageWritten);
    }

    /** Removes who was added; does nothing if there is no such one. */
    public void unwatchWriters(LongConsumer pageWritten) {
        MarkWatch.remove(table.marks(), pageWritten);
    }

    /** Whether the audit checks this region: on, off, or why not. */
    public String auditState() {
        if (owner.auditShare() > 0 && coverage() != Coverage.COMPLETE) {
            return "not audited: coverage is " + coverage()
                    + (owner.escapePolicy() == EscapePolicy.FLAG
                            ? ", so misses are to be expected"
                            : ", so each look compares every page already");
        }
        return table.auditState();
    }

    /** What the audit did here. Cheap. */
    public AuditStats auditStats() {
        return table.auditStats();
    }

    @Override
    public String toString() {
        return "Region[" + name + ", " + kind() + ", " + byteSize() + " bytes, pages of " + pageSize()
                + (isOpen() ? "]" : ", ended]");
    }

    /** The region as the barrier sees it. */
    Span span() {
        return span;
    }

    RegionMemory location() {
        return memory;
    }

    PageTable table() {
        return table;
    }

    int pageShift() {
        return shape.pageShift();
    }

    /** Sets suspects of the audit apart; returns whether there are any. */
    boolean awaitSuspects() {
        return table.awaitSuspects();
    }

    /** Calls suspects misses, unless coverage says by now that writes can go unseen: then they are explained. */
    void settleSuspects(Consumer<AuditMiss> missed) {
        owner.settleUnsureWrites(); // a hook that failed is a mark
        if (coverage() == Coverage.COMPLETE) {
            table.settleSuspects(name, missed);
        } else {
            table.auditOff();
        }
    }

    /** Hands on the open suspects of the audit. */
    void openSuspects(Consumer<AuditMiss> suspects) {
        table.openSuspects(name, suspects);
    }

    /** Why the region ended; null while it is open. */
    public String endReason() {
        return endReason;
    }

    void markEnded(String reason) {
        endReason = reason;
        memory.end();
    }

    /** Also after the region ended: if it was renamed, the pages live on in the region that took its place. */
    void giveBack(ClientHandle client, Pages taken) {
        table.giveBack(client, taken);
    }

    /** How many bytes these pages have. */
    long bytesOf(Pages pages) {
        return shape.bytesOf(pages.count(), pages.has(pageCount() - 1));
    }

    private PageSet take(Client client, long first, long end) {
        ClientHandle handle = prepare(client);
        audit(first, end);
        HarvestObserver observer = owner.observer();
        Object begun = observer == null ? null : begin(observer);
        PageSet pages =
                table.take(handle, first, end, taken -> new PageSet(this, taken.pages(), taken.epoch(), handle));
        if (begun != null) {
            tell(observer, begun, client, pages);
        }
        return pages;
    }

    private static Object begin(HarvestObserver observer) {
        try {
            return observer.begin();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    /** What was taken must reach the caller, whatever happens here. */
    private void tell(HarvestObserver observer, Object begun, Client client, PageSet pages) {
        try {
            observer.end(begun, this, client, pages);
        } catch (RuntimeException | Error e) {
            return;
        }
    }

    private void audit(long first, long end) {
        if (owner.auditShare() > 0) {
            if (coverage() == Coverage.COMPLETE) {
                table.audit(first, end);
            } else {
                table.auditOff(); // what is left of it has no use any more
            }
        }
    }

    /** Everything that must be true before a client's pages are looked at. */
    private ClientHandle prepare(Client client) {
        Objects.requireNonNull(client, "client");
        if (!(client instanceof ClientHandle handle)) {
            throw new IllegalArgumentException(
                    "not a client of this tracker: " + client + "; get one from Tidemark.client(name)");
        }
        requireOpen();
        owner.settleUnsureWrites();
        return handle;
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw gone();
        }
    }

    private IllegalStateException gone() {
        String reason = endReason;
        return new IllegalStateException(
                "region '" + name + "' has ended: " + (reason == null ? "its memory was collected or freed" : reason));
    }
}
