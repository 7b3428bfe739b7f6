package dev.tidemark.snapshot;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.RunConsumer;
import dev.tidemark.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes snapshots of one region into one store. Get it from {@link SnapshotStore#taker}.
 *
 * <p><b>The transaction.</b> A snapshot harvests the pages of the store's own client, writes them, and makes file and directory entry
 * durable. Only then are the pages gone for good; whatever goes wrong before gives them back, so that the next increment has them.
 *
 * <p><b>The chain.</b> An increment follows the snapshot that this taker took last, or the point it restored. A store that holds
 * snapshots of the region which an earlier start of the process took is refused until one of them is restored into the region, or a new
 * chain is asked for. Of two takers that continue the same snapshot one wins and the other is told.
 *
 * <p><b>Cost.</b> A full snapshot reads the region, an increment the dirty pages, from 1 MiB on in a thread of its own that ends with
 * the take. 4 bytes per page are kept. One safepoint per snapshot, see {@link Region#harvest}.
 *
 * <p>Thread-safe: one operation at a time; a second one is refused at once.
 */
public final class SnapshotTaker implements AutoCloseable {
    /** This start of the process. */
    static final UUID START = UUID.randomUUID();

    private final SnapshotStore store;
    private final Region region;
    private final Client client;
    private final Runnable whenClosed;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile Thread holder;

    // guarded by busy
    private Header parent;
    private boolean resumed;
    private boolean branches;
    private int[] prints;

    /** Whether the last increment stored every page that it looked at: the next one is likely to. */
    private boolean storesAll = true;

    /** From so many bytes on pages are looked at and written in turn; fewer stay in the cache anyway. Tests set it. */
    long inStepFrom = 1 << 20;

    private volatile UUID parentId;
    private volatile boolean closed;

    SnapshotTaker(SnapshotStore store, Region region, Client client, Runnable whenClosed) {
        this.store = store;
        this.region = region;
        this.client = client;
        this.whenClosed = whenClosed;
    }

    /** The region it takes. */
    public Region region() {
        return region;
    }

    /** The client whose dirty pages it harvests. Nobody else should. */
    public Client client() {
        return client;
    }

    /** {@link #take(TakeOptions)} with {@link TakeOptions#DEFAULT}. */
    public Taken take() throws IOException {
        return take(TakeOptions.DEFAULT);
    }

    /**
     * Takes a snapshot: an increment, or a full one where there is nothing to follow.
     *
     * @return what was done; the snapshot is durable
     * @throws SnapshotException if the snapshot is refused: the chain cannot be continued, another operation runs, the guest wrote
     *     though it was to stand still
     * @throws IOException if the store fails. In both cases nothing was cleared
     * @throws IllegalStateException if the region ended
     * @throws UnsupportedOperationException if the region is native memory that no buffer spans
     */
    public Taken take(TakeOptions options) throws IOException {
        begin("taking a snapshot");
        try {
            long start = System.nanoTime();
            ByteBuffer attachments = Attachments.encode(options.attachments());
            if (options.zstdLevel() > 0 && !Zstd.isPresent()) {
                throw new SnapshotException(Zstd.missing("compressing"));
            }
            store.files().removeOrphans();
            Header plan = planned(options);
            try (StoreDirectory.Draft draft = store.files().draft(plan.fileName())) {
                return SnapshotNews.stored(write(options, attachments, plan, draft, start));
            } catch (FileAlreadyExistsException e) {
                throw wasContinued(plan);
            }
        } finally {
            end();
        }
    }

    /** {@link #estimate(TakeOptions)} with {@link TakeOptions#DEFAULT}. */
    public Estimate estimate() throws IOException {
        return estimate(TakeOptions.DEFAULT);
    }

    /**
     * What the next snapshot would be if it were taken now with these options, compression left out. Takes nothing, writes nothing;
     * reads the dirty pages.
     *
     * @throws SnapshotException if the snapshot would be refused
     */
    public Estimate estimate(TakeOptions options) throws IOException {
        begin("estimating a snapshot");
        try (ParentPages before = parentPages()) {
            ByteBuffer attachments = Attachments.encode(options.attachments());
            Header plan = planned(options);
            boolean full = plan.full();
            PageScan scan = new PageScan(memory(), region.pageSize(), full ? null : prints, before);
            scan(scan, full ? null : region.dirtyPages(client));
            long bytes = SnapshotFormat.dataAt(plan.withContent(
                            scan.runs().size(), options.attachments().size(), attachments.remaining(), 0, Hash.NONE))
                    + scan.runs().contentBytes();
            return new Estimate(full, bytes, scan.pages(), scan.storedPages(), scan.zeroPages(), scan.equalPages());
        } finally {
            end();
        }
    }

    /**
     * Makes the region what it was at {@code point}, and lets the next snapshot follow that point. Every file of the chain is read and
     * checked before the first byte of the region changes. Pages that are as they should be are not written. The guest must stand still.
     *
     * <p>If the point is not the last of its chain, the next snapshot branches off into a new one.
     *
     * @return the point's attachments are {@link SnapshotStore#attachments}
     * @throws SnapshotException if the point is of another region, or another size or page size, or its chain is damaged; the region is
     *     as it was
     * @throws IOException if the store fails; where the message says that the region is half restored, restore again
     */
    public Snapshot restore(Snapshot point, SnapshotProgress progress) throws IOException {
        begin("restoring a snapshot");
        try {
            Catalog catalog = store.catalog();
            Catalog.Entry entry = store.entry(catalog, point);
            checkFits(entry.header());
            List<Catalog.Entry> chain = Chain.resolve(catalog, entry);
            LongProgress steps = new LongProgress(progress, store.bytes(chain) + region.byteSize());
            ByteBuffer scratch = ByteBuffer.allocateDirect(SnapshotFile.SCRATCH_BYTES);
            for (Catalog.Entry each : chain) {
                store.check(each.path(), scratch, steps);
            }
            boolean branch = catalog.entries().stream()
                    .anyMatch(other ->
                            other.header().chain().equals(entry.header().chain())
                                    && other.header().sequence()
                                            > entry.header().sequence());
            int[] restored = new int[Math.toIntExact(region.pageCount())];
            try (ChainReader reader = new ChainReader(Chain.paths(chain))) {
                RegionRestore work = new RegionRestore(memory(), region.pageSize(), restored);
                forget();
                try {
                    work.write(reader, steps);
                    region.harvest(client);
                    work.markDifferent(region);
                } catch (IOException e) {
                    throw new SnapshotException(
                            "region '" + region.name() + "' is half restored, because the store failed: "
                                    + e.getMessage() + "; restore it again before the guest runs",
                            e);
                }
            }
            follow(entry.header(), restored, branch);
            resumed = !entry.header().start().equals(START);
            return Snapshot.of(entry.path(), entry.header());
        } finally {
            end();
        }
    }

    SnapshotStore store() {
        return store;
    }

    /** The id of the point that the next increment follows, or null. */
    UUID parentId() {
        return parentId;
    }

    /** Ends it; the next taker of the region begins anew, or restores. Snapshots stay. Further calls do nothing. */
    @Override
    public void close() {
        closed = true;
        whenClosed.run();
    }

    private Taken write(
            TakeOptions options, ByteBuffer attachments, Header plan, StoreDirectory.Draft draft, long start)
            throws IOException {
        int[] next = plan.full() ? new int[Math.toIntExact(region.pageCount())] : prints;
        long paused = System.nanoTime();
        DirtyPages taken = region.harvest(client);
        boolean done = false;
        try (ParentPages before = parentPages()) {
            ByteBuffer memory = memory();
            PageScan scan = new PageScan(memory, region.pageSize(), plan.full() ? null : prints, before);
            RegionSource source = new RegionSource(memory, scan, options.guestRuns() || !seesAll());
            SnapshotWriter writer =
                    new SnapshotWriter(draft.channel(), scan.runs(), source, options.zstdLevel(), options.progress());
            Header fixed = plan.takenNow(taken.epoch());
            copy(scan, plan.full() ? null : taken, writer, fixed, attachments);
            long meanwhile = writtenMeanwhile(plan.full() ? null : taken, options.guestRuns());
            long pause = options.guestRuns() ? 0 : System.nanoTime() - paused;
            options.whenCopied().run();
            Header written =
                    writer.writeFront(fixed, attachments, options.attachments().size());
            Snapshot snapshot = Snapshot.of(draft.target(), written);
            remember(
                    next,
                    scan,
                    plan.full() ? null : taken); // before: prints that are of no parent store too much at worst
            draft.publish();
            done = true;
            follow(written, next, false);
            resumed = false;
            return new Taken(
                    snapshot,
                    scan.pages(),
                    scan.storedPages(),
                    scan.zeroPages(),
                    scan.equalPages(),
                    meanwhile,
                    pause,
                    System.nanoTime() - start);
        } finally {
            if (!done) {
                taken.giveBack();
            }
        }
    }

    /** Whether a guest that writes though it was to stand still is noticed: else what was written is summed up as it is copied. */
    private boolean seesAll() {
        return region.coverage() == Coverage.COMPLETE;
    }

    /** Looks at the pages and writes those that have to be stored. */
    private void copy(PageScan scan, DirtyPages pages, SnapshotWriter writer, Header plan, ByteBuffer attachments)
            throws IOException {
        long bytes = pages == null ? region.byteSize() : pages.byteCount();
        try {
            if (storesAll && bytes >= inStepFrom) {
                new ScanInStep(scan, region.pageSize(), writer)
                        .write(plan, attachments, each -> forEachRun(pages, each));
            } else {
                scan(scan, pages);
                writer.writeData(plan, attachments);
            }
        } finally {
            storesAll = pages == null || scan.storesAll();
        }
    }

    private void scan(PageScan scan, DirtyPages pages) {
        forEachRun(pages, scan::add);
    }

    /** A full snapshot looks at everything, whatever was harvested: pages may have been taken in vain before. */
    private void forEachRun(DirtyPages pages, RunConsumer consumer) {
        if (pages == null || prints == null) {
            consumer.accept(0, region.byteSize());
        } else {
            pages.forEachRun(consumer);
        }
    }

    private void remember(int[] into, PageScan scan, DirtyPages pages) {
        int[] at = {0};
        int pageSize = region.pageSize();
        if (pages == null) {
            for (int page = 0; page < into.length; page++) {
                into[page] = scan.print(page);
            }
            return;
        }
        pages.forEachRun((offset, length) -> {
            for (long page = offset / pageSize; page * pageSize < offset + length; page++) {
                into[(int) page] = scan.print(at[0]++);
            }
        });
    }

    /**
     * How many of the pages that were copied were written since.
     *
     * @param taken null for all
     * @throws SnapshotException if the guest was to stand still and did not
     */
    private long writtenMeanwhile(DirtyPages taken, boolean guestRuns) throws SnapshotException {
        DirtyPages now = region.dirtyPages(client);
        long pages = (taken == null ? now : now.and(taken)).pageCount();
        if (pages > 0 && !guestRuns) {
            throw new SnapshotException(
                    "the guest wrote " + pages + " pages of region '" + region.name()
                            + "' while they were copied: let it stand still until whenCopied, or take the snapshot with ofRunningGuest");
        }
        return pages;
    }

    /** The header of the next snapshot, unless it is refused. */
    private Header planned(TakeOptions options) throws IOException {
        boolean full = options.newChain() || parent == null;
        if (full && !options.newChain()) {
            refuseForeignChain();
        }
        Header plan = plan(full);
        if (!full) {
            checkParent(plan);
        }
        return plan;
    }

    private Header plan(boolean full) {
        UUID none = Header.NONE;
        int nameBytes = region.name().getBytes(StandardCharsets.UTF_8).length;
        boolean root = full || parent == null;
        return new Header(
                root,
                !root && resumed,
                region.pageSize(),
                region.byteSize(),
                root ? 0 : parent.sequence() + 1,
                0,
                0,
                0,
                root ? UUID.randomUUID() : parent.lineage(),
                root || branches ? UUID.randomUUID() : parent.chain(),
                UUID.randomUUID(),
                START,
                root ? none : parent.id(),
                root ? Hash.NONE : parent.pointHash(),
                Hash.NONE,
                0,
                0,
                0,
                nameBytes,
                Hash.NONE,
                region.name());
    }

    private void checkParent(Header plan) throws IOException {
        if (store.has(plan.fileName(true)) || store.has(plan.fileName(false))) {
            throw wasContinued(plan);
        }
        if (!store.hasPoint(parent)) {
            throw new SnapshotException("the last snapshot of region '" + region.name() + "', " + parent.point()
                    + ", is no longer in " + store.directory() + ", or was changed: begin a new chain");
        }
    }

    private SnapshotException wasContinued(Header plan) {
        return new SnapshotException("snapshot " + plan.point() + " of region '" + region.name()
                + "' was taken by someone else meanwhile: restore it to go on from there, or begin a new chain");
    }

    private void refuseForeignChain() throws IOException {
        Snapshot last = null;
        for (Catalog.Entry entry : store.catalog().points()) {
            if (entry.header().region().equals(region.name())) {
                last = Snapshot.of(entry.path(), entry.header());
            }
        }
        if (last != null) {
            throw new SnapshotException("store " + store.directory() + " holds snapshots of region '" + region.name()
                    + "' that this taker did not take, the last is " + last.name()
                    + ": restore it into the region to go on from there, or begin a new chain");
        }
    }

    private void checkFits(Header point) throws SnapshotException {
        String who = "snapshot " + point.point() + " cannot go into region '" + region.name() + "': ";
        SnapshotFormat.require(point.region().equals(region.name()), who + "it is of region '" + point.region() + "'");
        SnapshotFormat.require(
                point.byteSize() == region.byteSize(),
                who + "it has " + point.byteSize() + " bytes, the region " + region.byteSize());
        SnapshotFormat.require(
                point.pageSize() == region.pageSize(),
                who + "its page size is " + point.pageSize() + ", the region's " + region.pageSize());
    }

    private ParentPages parentPages() {
        Header last = parent;
        return new ParentPages(() -> store.chainOf(last), region.pageSize());
    }

    private ByteBuffer memory() {
        return region.memory();
    }

    private void follow(Header point, int[] pages, boolean branch) {
        parent = point;
        prints = pages;
        branches = branch;
        parentId = point.id();
    }

    private void forget() {
        parent = null;
        prints = null;
        parentId = null;
    }

    private void begin(String what) throws SnapshotException {
        if (closed) {
            throw new IllegalStateException("this taker of region '" + region.name() + "' is closed: get a new one");
        }
        if (busy.isHeldByCurrentThread() || !busy.tryLock()) {
            Thread other = holder;
            throw new SnapshotException(what + " of region '" + region.name() + "' has to wait: thread '"
                    + (other == null ? "?" : other.getName()) + "' is at work on it; try again when it is done");
        }
        holder = Thread.currentThread();
    }

    private void end() {
        holder = null;
        busy.unlock();
    }

    /** The region's memory as the writer wants it. */
    private final class RegionSource implements SnapshotWriter.Source {
        private final ByteBuffer memory;
        private final PageScan scan;
        private final boolean moving;

        RegionSource(ByteBuffer memory, PageScan scan, boolean moving) {
            this.memory = memory.duplicate().clear();
            this.scan = scan;
            this.moving = moving;
        }

        @Override
        public ByteBuffer inPlace(long offset, int length) {
            return moving || region.kind() == RegionKind.HEAP ? null : memory.slice((int) offset, length);
        }

        @Override
        public boolean isSummed() {
            return !moving;
        }

        @Override
        public void copy(int run, long offset, int length, ByteBuffer into) {
            into.put(into.position(), memory, (int) offset, length).position(into.position() + length);
            if (moving) {
                scan.rePrint(run, into.duplicate().flip());
            }
        }
    }
}
