package dev.tidemark.track;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tracker;
import dev.tidemark.boot.Barrier;
import dev.tidemark.boot.FileHooks;
import dev.tidemark.boot.FileListener;
import dev.tidemark.boot.Hooks;
import dev.tidemark.boot.Marks;
import dev.tidemark.boot.MemoryListener;
import dev.tidemark.boot.NativeHooks;
import dev.tidemark.boot.Span;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The registry: regions by name, their beginning and end, and the barrier that carries them.
 *
 * <p><b>Ends.</b> A region ends when it is closed, when the buffer or array it was made of is collected (a weak reference and
 * its queue), or when its memory is freed (a hook in the JDK's own release of direct and mapped memory, or the scope of a
 * foreign segment). {@link #reap} notices what nobody reported; the agent calls it about once a second, and every new region
 * does first, so that memory handed out again at the same place never meets its former region.
 *
 * <p><b>Listeners</b> are told by {@link Announcements}.
 *
 * <p>Thread-safe.
 */
public final class RegionTracker implements Tracker, MemoryListener {
    private static final int MIN_PAGE = 64;
    private static final int MAX_PAGE = 2 << 20;

    /** A byte of marks each, and at most 2 GiB of them. */
    private static final long MAX_PAGES = 1L << 31;

    /** Why a region that {@link #found} made is not complete. */
    private static final String FOUND = "the array is older than the agent, so nobody knows who holds it";

    /** Why a region that {@link #track} made is not complete. */
    private static final String UNKNOWN =
            "the array was not allocated by ByteBuffer.allocate under the agent with at least " + Hooks.WATCHED_LENGTH
                    + " bytes, or it was handed out before";

    /** Why a region that is no new memory may be in native hands. */
    private static final String NATIVE_BEFORE = "native code was called before the memory was tracked, and may know it";

    private final MappedFiles files = new MappedFiles(this);
    private final Clients clients = new Clients();
    private final Audit audit;
    private final Announcements announcements = new Announcements();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Object registry = new Object();
    private final Runnable wake;
    private volatile int automaticPageSize;

    // guarded by registry
    private final Map<String, TrackedRegion> byName = new LinkedHashMap<>();
    private final Map<Reference<?>, TrackedRegion> byAnchor = new LinkedHashMap<>();
    private final ArraySeeker seeker = new ArraySeeker();

    /** What holds for every region of a kind, future ones included. */
    private final List<Standing> standing = new ArrayList<>();

    /** Who may have arrays; null for nobody. */
    private volatile Predicate<Class<?>> holders;

    private volatile EscapePolicy escapePolicy = EscapePolicy.HASH;
    private volatile boolean settling;
    private volatile Rewinder rewinder;
    private volatile HarvestObserver observer;

    private final OwnArrays ownArrays = new OwnArrays();

    /** Regions that are no heap arrays. Spares the threads that free small buffers, or call native code, the lock. */
    private volatile TrackedRegion[] byAddress = {};

    /**
     * An empty registry.
     *
     * @param automaticPageSize page size of regions that nobody named; a power of two from 64 to 2 MiB
     * @param wake called when events wait for {@link #deliver}, inside hooks: must neither block nor throw
     */
    public RegionTracker(int automaticPageSize, Runnable wake) {
        this(automaticPageSize, wake, new AuditLedger());
    }

    RegionTracker(int automaticPageSize, Runnable wake, AuditLedger ledger) {
        checkPageSize(automaticPageSize);
        this.audit = new Audit(this, ledger);
        this.automaticPageSize = automaticPageSize;
        this.wake = wake;
    }

    @Override
    public Region track(String name, ByteBuffer buffer, int pageSize) {
        return registerAndTell(name, RegionMemory.of(buffer), pageSize, null);
    }

    @Override
    public Region trackMemory(String name, long address, long byteSize, int pageSize, Object keepAlive) {
        return registerAndTell(name, RegionMemory.of(address, byteSize, keepAlive), pageSize, null);
    }

    /**
     * Gives an open region a new name and page size, as {@link #track} does for a buffer at hand.
     *
     * @throws IllegalArgumentException if the region has a name of its own already, or an argument breaks its rule
     */
    public Region rename(String name, String newName, int pageSize) {
        TrackedRegion region = region(name);
        if (!region.isAutomatic()) {
            throw new IllegalArgumentException("region '" + name + "' was named by the application and keeps its name");
        }
        return registerAndTell(newName, region.location().again(), pageSize, region);
    }

    @Override
    public TrackedRegion region(String name) {
        synchronized (registry) {
            TrackedRegion region = byName.get(name);
            if (region == null || !region.isOpen()) {
                throw new IllegalArgumentException(
                        "no region '" + name + "'; regions: " + (byName.isEmpty() ? "none" : listed(byName.keySet())));
            }
            return region;
        }
    }

    @Override
    public List<Region> regions() {
        synchronized (registry) {
            List<Region> open = new ArrayList<>(byName.values());
            open.removeIf(region -> !region.isOpen());
            return open;
        }
    }

    @Override
    public Client client(String name) {
        return clients.getOrCreate(name);
    }

    /**
     * The client of that name; never creates one.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public Client existingClient(String name) {
        return clients.get(name);
    }

    @Override
    public List<Client> clients() {
        return clients.all();
    }

    /**
     * Removes a client and its bitmaps. Its handles are refused from now on.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public void removeClient(String name) {
        clients.remove(name, slot -> snapshot().forEach(region -> region.table().forget(slot)));
    }

    /** Adds a listener and tells it of the regions that are open. */
    public void addListener(RegionListener listener) {
        announcements.addListener(listener, snapshot());
    }

    /** Tells the listeners what happened since. Must not be called from a hook. */
    public void deliver() {
        announcements.deliver();
    }

    /** Names what makes checkpoints. Once, before there are regions. */
    public void rewindWith(Rewinder rewinder) {
        this.rewinder = rewinder;
    }

    Rewinder rewinder() {
        return rewinder;
    }

    /** Sets who hears of harvests; null for nobody. */
    public void observe(HarvestObserver harvests) {
        observer = harvests;
    }

    /** Null if nobody wants to hear. */
    HarvestObserver observer() {
        return observer;
    }

    /** The audit of all regions. */
    public Audit audit() {
        return audit;
    }

    /** Ends regions whose memory is gone, and lets the barrier fold again once regions stay. */
    public void reap() {
        synchronized (registry) {
            reapLocked();
            Barrier.settle();
        }
    }

    /** Page size of regions that nobody names, from now on. */
    public void setAutomaticPageSize(int pageSize) {
        checkPageSize(pageSize);
        automaticPageSize = pageSize;
    }

    /**
     * Sets the capacity from which buffers are tracked when they are allocated.
     *
     * @param bytes at least 1; {@link Long#MAX_VALUE} for none
     * @param older whether there are buffers of that size that the agent did not see when they were allocated, because it came
     *     later or asked for larger ones. Then heap arrays are found when they are next written, from now on
     */
    public void setMinimum(long bytes, boolean older) {
        synchronized (registry) {
            seeker.seek(bytes, older && bytes < Hooks.minimum);
            Hooks.reportFrom(bytes);
        }
    }

    /** Whether heap arrays that no hook saw when they were allocated are found when they are written. */
    public boolean seeksArrays() {
        synchronized (registry) {
            return seeker.seeks();
        }
    }

    /** What happens once writes can go unseen. */
    public EscapePolicy escapePolicy() {
        return escapePolicy;
    }

    /**
     * Changes what happens once writes can go unseen, also for regions where they can already: those that were not hashed are
     * dirty throughout once.
     */
    public void escapePolicy(EscapePolicy policy) {
        List<TrackedRegion> exposed = new ArrayList<>();
        synchronized (registry) {
            escapePolicy = policy;
            for (TrackedRegion region : snapshot()) {
                if (region.coverage() != Coverage.COMPLETE) {
                    exposed.add(region);
                }
            }
        }
        for (TrackedRegion region : exposed) {
            if (policy == EscapePolicy.FLAG) {
                region.table().stopHashing();
            } else if (!region.table().isHashing()) {
                region.table().startHashing();
                region.table().mark(0, region.pageCount());
            }
        }
    }

    /**
     * Says that some write paths of this JVM carry no hook, or may not.
     *
     * @param how one clause for {@link Region#coverageReason()}
     */
    public void hooksIncomplete(String how) {
        expose(EnumSet.allOf(RegionKind.class), Exposure.now(Coverage.HOOKS_INCOMPLETE, how, null));
    }

    /**
     * Takes one {@link #hooksIncomplete} back: those write paths turned out to carry hooks, or carry them now.
     *
     * @param how as it was given there
     */
    public void hooksComplete(String how) {
        synchronized (registry) {
            standing.removeIf(each -> each.exposure.isSame(Coverage.HOOKS_INCOMPLETE, how));
            for (TrackedRegion region : byName.values()) {
                region.withdraw(Coverage.HOOKS_INCOMPLETE);
                noteStanding(region); // there may be another reason for the same state
                if (region.coverage() == Coverage.COMPLETE) {
                    region.table().stopHashing(); // under the lock: what is exposed after this starts it again
                }
            }
        }
    }

    /**
     * Writes to native memory can go unseen from now on. Returns before they can: call it before the memory is handed over. Costs
     * a few compares if every region there is known as such.
     *
     * @param byteSize at least 1
     * @param how the call that does it, as a person would write it: {@code "Linker downcall"}
     * @return null; or, where the agent's {@code escape} option is {@code fail} and a region would be hit, one line that says why
     *     the call is refused. Nothing happened then
     */
    public String exposed(long address, long byteSize, Coverage state, String how) {
        if (unsettled(address, byteSize, state).isEmpty()) {
            return null;
        }
        Exposure exposure = Exposure.now(state, how, Allocator.caller());
        List<TrackedRegion> hit;
        synchronized (registry) {
            hit = unsettled(address, byteSize, state); // again: one may have been renamed meanwhile
            if (!hit.isEmpty() && escapePolicy == EscapePolicy.FAIL) {
                return refusal(hit.get(0), exposure);
            }
            for (TrackedRegion region : hit) {
                region.note(exposure);
            }
        }
        startHashing(hit);
        if (state == Coverage.SHARED_MAPPING) {
            watchFiles();
        }
        return null;
    }

    /**
     * As {@link #exposed}, for what has happened already, or cannot be refused.
     *
     * @return whether there was a region of which it was not known
     */
    boolean exposedAnyway(long address, long byteSize, Coverage state, String how) {
        if (unsettled(address, byteSize, state).isEmpty()) {
            return false;
        }
        Exposure exposure = Exposure.now(state, how, Allocator.caller());
        List<TrackedRegion> hit;
        synchronized (registry) {
            hit = unsettled(address, byteSize, state);
            for (TrackedRegion region : hit) {
                region.note(exposure);
            }
        }
        startHashing(hit);
        watchFiles();
        return !hit.isEmpty();
    }

    /** Makes every page dirty that has a byte of this native memory. */
    void markAll(long address, long byteSize) {
        for (TrackedRegion region : byAddress) {
            if (region.location().isWithin(address, byteSize)) {
                region.table().mark(0, region.pageCount());
            }
        }
    }

    /** What the tracker knows of mapped files; wants to be told of them. */
    public FileListener files() {
        return files;
    }

    /** Says that files may be mapped of which {@link #files} was not told. */
    public void filesOlder() {
        files.olderOnes();
    }

    /** Sets whether anybody must be told that a file changes. */
    private void watchFiles() {
        synchronized (registry) {
            boolean watching = false;
            for (TrackedRegion region : byAddress) {
                watching |= region.location().isMapped(files) && !region.isSettled(Coverage.SHARED_MAPPING);
            }
            FileHooks.watching = watching;
        }
    }

    private List<TrackedRegion> unsettled(long address, long byteSize, Coverage state) {
        List<TrackedRegion> hit = List.of();
        for (TrackedRegion region : byAddress) {
            if (region.location().isWithin(address, byteSize) && !region.isSettled(state)) {
                hit = hit.isEmpty() ? new ArrayList<>(1) : hit;
                hit.add(region);
            }
        }
        return hit;
    }

    /**
     * As {@link #exposed}, for every region of these kinds, present and future.
     *
     * @return null, or why the call is refused; that is so only while there is a region of these kinds
     */
    public String exposedAll(Set<RegionKind> kinds, Coverage state, String how) {
        Exposure exposure = Exposure.now(state, how, Allocator.caller());
        if (escapePolicy == EscapePolicy.FAIL) {
            for (TrackedRegion region : snapshot()) {
                if (kinds.contains(region.kind()) && !region.isSettled(state)) {
                    return refusal(region, exposure);
                }
            }
        }
        expose(kinds, exposure);
        return null;
    }

    /** A heap buffer was allocated: from now on it is known when its array is handed out. */
    @Override
    public void arrayAllocated(ByteBuffer buffer) {
        ownArrays.add(buffer);
    }

    @Override
    public String arrayTaken(byte[] array) {
        if (!ownArrays.contains(array)) {
            return null; // handed out before, or not ours
        }
        ArrayTaker taker = ArrayTaker.onStack(holders);
        if (taker != null) {
            return handOut(array, taker.how(), taker.who());
        }
        if (ownArrays.askedOften(array)) {
            forgetUnlessTracked(array);
        }
        return null;
    }

    /**
     * The JDK asks for an array often, and each time a look at the stack tells that it is the JDK. For an array that nobody tracks that
     * is too dear: it counts as handed out from now on.
     */
    private void forgetUnlessTracked(byte[] array) {
        synchronized (registry) {
            for (TrackedRegion region : byName.values()) {
                if (region.location().isIn(array)) {
                    return;
                }
            }
            ownArrays.remove(array);
        }
    }

    @Override
    public String arrayGiven(byte[] array, String how) {
        return ownArrays.contains(array) ? handOut(array, how, Allocator.caller()) : null;
    }

    private String handOut(byte[] array, String how, String who) {
        Exposure exposure = Exposure.now(Coverage.ARRAY_ESCAPED, how, who);
        List<TrackedRegion> hit = new ArrayList<>(1);
        synchronized (registry) {
            for (TrackedRegion region : byName.values()) {
                if (region.location().isIn(array)) {
                    hit.add(region);
                }
            }
            if (!hit.isEmpty() && escapePolicy == EscapePolicy.FAIL) {
                return refusal(hit.get(0), exposure);
            }
            ownArrays.markLeaving(array); // who tracks it from now on takes it for handed out
            hit.forEach(region -> region.note(exposure));
        }
        startHashing(hit);
        ownArrays.remove(array); // only now, when another thread that is handed it has nothing to wait for
        return null;
    }

    /** A holder made an array: from now on it is known when it leaves. */
    @Override
    public void arrayBorn(byte[] array) {
        ownArrays.keep(array);
    }

    @Override
    public String allArraysGiven(String how) {
        return exposedAll(EnumSet.of(RegionKind.HEAP), Coverage.ARRAY_ESCAPED, how);
    }

    /** Any array may be written unseen from now on, and nobody can be refused that. */
    public void arraysUnwatched(String how) {
        expose(EnumSet.of(RegionKind.HEAP), Exposure.now(Coverage.ARRAY_ESCAPED, how, null));
    }

    /** Names the holders: classes that may have the array of a heap buffer, because their stores are seen. */
    public void trustHolders(Predicate<Class<?>> classes) {
        holders = classes;
    }

    @Override
    public String nativeExposed(long address, long byteSize, String how) {
        return exposed(address, byteSize, Coverage.NATIVE_EXPOSED, how);
    }

    @Override
    public String allNativeExposed(String how) {
        return exposedAll(
                EnumSet.of(RegionKind.DIRECT, RegionKind.MAPPED, RegionKind.NATIVE), Coverage.NATIVE_EXPOSED, how);
    }

    @Override
    public String addressTaken(long address, long byteSize) {
        if (unsettled(address, byteSize, Coverage.NATIVE_EXPOSED).isEmpty()) {
            return null;
        }
        ArrayTaker taker = ArrayTaker.onStack();
        return taker == null ? null : exposed(address, byteSize, Coverage.NATIVE_EXPOSED, taker.how());
    }

    @Override
    public String allExposed(String how) {
        return exposedAll(EnumSet.allOf(RegionKind.class), Coverage.NATIVE_EXPOSED, how);
    }

    private void expose(Set<RegionKind> kinds, Exposure exposure) {
        List<TrackedRegion> regions;
        synchronized (registry) {
            standing.removeIf(each -> each.kinds.equals(kinds)
                    && (exposure.state() == Coverage.HOOKS_INCOMPLETE
                            ? each.exposure.isSame(exposure.state(), exposure.how())
                            : each.exposure.state() == exposure.state()));
            standing.add(new Standing(kinds, exposure));
            regions = snapshot();
            regions.removeIf(region -> !kinds.contains(region.kind()));
            for (TrackedRegion region : regions) {
                region.note(exposure);
            }
        }
        startHashing(regions);
    }

    /**
     * Takes the hashes of regions that were noted as exposed, before the call that exposes them goes on. Not under the registry's
     * lock: this may take long.
     */
    private void startHashing(List<TrackedRegion> regions) {
        if (escapePolicy != EscapePolicy.FLAG) {
            for (TrackedRegion region : regions) {
                region.table().startHashing();
            }
        }
    }

    private static String refusal(TrackedRegion region, Exposure exposure) {
        return exposure.how() + (exposure.who() == null ? "" : " called by " + exposure.who())
                + " is refused: writes to region '" + region.name() + "' could go unseen then (" + exposure.state()
                + "), and the agent runs with escape=fail; write through the buffer, or start with escape=hash";
    }

    /** An allocation that the {@code min} option asks for. Runs inside the allocating thread. */
    @Override
    public void allocated(ByteBuffer buffer) {
        String allocator = Allocator.find();
        if (allocator == null) {
            return; // the JDK's own scratch memory
        }
        RegionMemory memory = RegionMemory.of(buffer);
        synchronized (registry) {
            reapLocked();
            register(uniqueName(Names.automatic(memory, allocator)), memory, automaticPageSize, true);
        }
        wake.run();
    }

    /**
     * A heap array that is older than the agent was written, and becomes a region. Runs inside the writing thread, after the
     * store. The tracker's own lock is all that it takes. What the tracker writes itself, perhaps under locks that come after that
     * one, finds nothing.
     */
    @Override
    public void found(byte[] array) {
        if (RegionMemory.isReadInto(array) || Thread.holdsLock(registry) || seeker.isPaused()) {
            return;
        }
        synchronized (registry) {
            if (!seeker.wants(array) || isTracked(array)) {
                return; // another thread was faster
            }
            try {
                reapLocked();
                RegionMemory memory = RegionMemory.of(array);
                register(uniqueName(Names.automatic(memory, "found")), memory, automaticPageSize, true);
            } catch (RuntimeException | Error e) {
                seeker.pause();
                throw e;
            }
        }
        wake.run();
    }

    private boolean isTracked(byte[] array) {
        for (TrackedRegion region : byName.values()) {
            if (region.location().isIn(array)) {
                return true;
            }
        }
        return false;
    }

    /** Memory is about to be freed: its regions end before that. Runs inside the freeing thread. */
    @Override
    public void freeing(long address, long byteSize) {
        if (byAddress.length == 0) {
            return;
        }
        synchronized (registry) {
            List<TrackedRegion> freed = new ArrayList<>(1);
            for (TrackedRegion region : byName.values()) {
                if (region.location().isWithin(address, byteSize)) {
                    freed.add(region);
                }
            }
            if (freed.isEmpty()) {
                return;
            }
            endAll(freed, "its memory was freed");
        }
        wake.run();
    }

    void end(TrackedRegion region, String reason) {
        synchronized (registry) {
            if (region.location().isHeap() && region.location().anchor() instanceof byte[] array) {
                seeker.pass(array); // before it becomes unknown
            }
            endAll(List.of(region), reason);
        }
        deliver();
    }

    /**
     * Makes up for hooks that failed, see {@link Hooks#unsure} and {@link Hooks#exposureUnsure}: every region is dirty throughout, and
     * in the second case every array counts as handed out, and all native memory. The flags are cleared before the marks are made,
     * so that a failure meanwhile is not lost; whoever comes in between waits for the lock.
     */
    void settleUnsureWrites() {
        if (!Hooks.unsure && !Hooks.exposureUnsure && !settling) {
            return;
        }
        boolean exposure;
        List<TrackedRegion> regions;
        synchronized (registry) {
            settling = true;
            exposure = Hooks.exposureUnsure;
            Hooks.unsure = false;
            Hooks.exposureUnsure = false;
            regions = snapshot();
            if (exposure) {
                exposeEverything(regions);
            }
            for (TrackedRegion region : regions) {
                region.table().mark(0, region.pageCount());
            }
            settling = false;
        }
    }

    /** Under the registry's lock to the end: nobody may take a region for complete meanwhile. Everything is dirty afterwards. */
    private void exposeEverything(List<TrackedRegion> regions) {
        ownArrays.clear();
        Exposure array = Exposure.now(Coverage.ARRAY_ESCAPED, "a hook that failed, perhaps for want of stack", null);
        Exposure address = Exposure.now(Coverage.NATIVE_EXPOSED, array.how(), null);
        for (TrackedRegion region : regions) {
            region.note(region.location().isHeap() ? array : address);
        }
        startHashing(regions);
    }

    /** @param renamed a region that must still be there, or null */
    private Region registerAndTell(String name, RegionMemory memory, int pageSize, TrackedRegion renamed) {
        Names.check("region", name, Names.MAX_REGION);
        checkPageSize(pageSize);
        TrackedRegion region;
        synchronized (registry) {
            reapLocked();
            if (renamed != null && renamed.endReason() != null) {
                throw new IllegalArgumentException("region '" + renamed.name() + "' has ended: " + renamed.endReason());
            }
            region = register(name, memory, pageSize, false);
        }
        deliver();
        return region;
    }

    /** All or nothing: what can fail for want of memory comes before anything that others see. */
    private TrackedRegion register(String name, RegionMemory memory, int pageSize, boolean automatic) {
        TrackedRegion replaced = checkOverlap(name, memory, automatic);
        TrackedRegion sameName = byName.get(name);
        if (sameName != null && sameName != replaced) {
            throw new IllegalArgumentException("a region named '" + name + "' exists already: " + sameName
                    + "; names are unique, close that one first or choose another");
        }
        Object anchor = memory.anchor();
        if (anchor == null) {
            throw new IllegalArgumentException("the memory of region '" + name + "' was collected already");
        }
        int pageShift = Integer.numberOfTrailingZeros(pageSize);
        boolean carryMarks = replaced != null && replaced.pageSize() == pageSize;
        PageHasher content = new PageHasher(memory, pageShift);
        PageTable table = carryMarks ? replaced.table() : newTable(memory, pageShift, content);
        TrackedRegion region = new TrackedRegion(this, name, memory, pageShift, automatic, table);
        noteExposures(region, replaced, anchor);
        if (region.coverage() != Coverage.COMPLETE && escapePolicy != EscapePolicy.FLAG && !carryMarks) {
            table.startHashing(); // nobody else knows the table: neither waits nor reads anything
        }
        WeakReference<Object> end = new WeakReference<>(anchor, collected);
        installBarrier(region, replaced);
        try {
            byAnchor.put(end, region);
            byName.put(name, region);
            announcements.opened(region);
        } catch (RuntimeException | Error e) {
            byAnchor.remove(end);
            if (sameName == null) {
                byName.remove(name);
            } else {
                byName.replace(name, sameName);
            }
            throw e; // the barrier may carry the region until it changes next; nobody reads those marks
        }
        if (replaced != null) {
            table.readThrough(content, auditContent(memory, pageShift));
            remove(replaced, "it was named '" + name + "'");
        }
        noteMeanwhile(region, replaced);
        Reference.reachabilityFence(anchor);
        return region;
    }

    private PageTable newTable(RegionMemory memory, int pageShift, PageContent content) {
        long pages = pageCount(memory, pageShift);
        Marks marks = memory.isHeap() ? Marks.inArray(pages) : Marks.inMemory(pages);
        PageTable table = new PageTable(pages, marks, Safepoint::pass, content);
        PageContent blocks = auditContent(memory, pageShift);
        table.audit(new AuditBook(audit.ledger(), blocks, table.pageCount(), pageShift, memory.byteSize()));
        return table;
    }

    private static PageContent auditContent(RegionMemory memory, int pageShift) {
        return new PageHasher(memory, BlockHashes.blockShift(pageShift));
    }

    /**
     * What is known of the region from its beginning on.
     *
     * @param anchor the array if it is a heap region
     * @throws IllegalArgumentException if the array may be in other hands and that is refused
     */
    private void noteExposures(TrackedRegion region, TrackedRegion replaced, Object anchor) {
        for (Exposure exposure : replaced == null ? new Exposure[0] : replaced.exposures()) {
            region.note(exposure);
        }
        for (Standing each : standing) {
            if (!each.kinds.contains(region.kind())) {
                continue;
            }
            if (each.exposure.state() == Coverage.NATIVE_EXPOSED) {
                note(region, each.exposure);
            } else {
                region.note(each.exposure);
            }
        }
        if (!region.location().isHeap()) {
            noteAddressExposures(region, replaced);
            return;
        }
        byte[] array = (byte[]) anchor;
        if (ownArrays.isOwn(array)) {
            ownArrays.keep(array);
        } else {
            if (escapePolicy == EscapePolicy.FAIL && !region.isAutomatic()) {
                throw new IllegalArgumentException("region '" + region.name()
                        + "' is refused, because plain stores into its array could go unseen and the agent runs with"
                        + " escape=fail: " + UNKNOWN + "; track another buffer, or start with escape=hash");
            }
            region.note(Exposure.now(Coverage.ARRAY_ESCAPED, region.isAutomatic() ? FOUND : UNKNOWN, null));
        }
    }

    private void noteAddressExposures(TrackedRegion region, TrackedRegion replaced) {
        String shared = region.location().sharing(files);
        if (shared != null) {
            note(region, Exposure.now(Coverage.SHARED_MAPPING, shared, null));
        }
        if (mayBeInNativeHands(region, replaced)) {
            note(region, Exposure.now(Coverage.NATIVE_EXPOSED, NATIVE_BEFORE, null));
        }
    }

    /** Again, now that hooks find the region: what happened before they did is in what is asked here. */
    private void noteMeanwhile(TrackedRegion region, TrackedRegion replaced) {
        if (region.location().isHeap()) {
            return;
        }
        boolean more = false;
        String shared = region.location().sharing(files);
        if (shared != null) {
            more = region.note(Exposure.now(Coverage.SHARED_MAPPING, shared, null));
        }
        if (mayBeInNativeHands(region, replaced)) {
            more |= region.note(Exposure.now(Coverage.NATIVE_EXPOSED, NATIVE_BEFORE, null));
        }
        if (more) {
            startHashing(List.of(region));
            watchFiles();
        }
    }

    /** New memory is not, and a region that was renamed knows already. */
    private static boolean mayBeInNativeHands(TrackedRegion region, TrackedRegion replaced) {
        return NativeHooks.called && replaced == null && !region.isAutomatic();
    }

    /** @throws IllegalArgumentException if the application asks for a region that can change unseen, and that is refused */
    private void note(TrackedRegion region, Exposure exposure) {
        if (escapePolicy == EscapePolicy.FAIL && !region.isAutomatic()) {
            throw new IllegalArgumentException("region '" + region.name()
                    + "' is refused, because writes to it could go unseen (" + exposure.state()
                    + ") and the agent runs with escape=fail: " + exposure.how()
                    + "; track other memory, or start with escape=hash");
        }
        region.note(exposure);
    }

    private void noteStanding(TrackedRegion region) {
        for (Standing each : standing) {
            if (each.kinds.contains(region.kind())) {
                region.note(each.exposure);
            }
        }
    }

    private static long pageCount(RegionMemory memory, int pageShift) {
        long pages = (memory.byteSize() - 1 >>> pageShift) + 1;
        if (pages > MAX_PAGES) {
            throw new IllegalArgumentException("a region has at most " + MAX_PAGES + " pages, and " + memory.byteSize()
                    + " bytes in pages of " + (1 << pageShift) + " are " + pages + ": choose a larger page size");
        }
        return pages;
    }

    /** The automatic region that the new one replaces, or null. */
    private TrackedRegion checkOverlap(String name, RegionMemory memory, boolean automatic) {
        TrackedRegion replaced = null;
        for (TrackedRegion other : List.copyOf(byName.values())) {
            if (!other.location().overlaps(memory)) {
                continue;
            }
            if (!other.location().isAlive()) {
                endAll(List.of(other), "its memory was collected or freed");
            } else if (!automatic && other.isAutomatic() && other.location().isSameAs(memory)) {
                replaced = other;
            } else {
                throw new IllegalArgumentException(
                        "region '" + name + "' would overlap region '" + other.name() + "' (" + other
                                + "): track disjoint slices"
                                + (other.isAutomatic()
                                        ? ", name that buffer as a whole, or start the agent with min=off"
                                        : ""));
            }
        }
        return replaced;
    }

    private void reapLocked() {
        List<TrackedRegion> gone = new ArrayList<>(0);
        for (Reference<?> end = collected.poll(); end != null; end = collected.poll()) {
            TrackedRegion region = byAnchor.remove(end);
            if (region != null) {
                gone.add(region);
            }
        }
        endAll(gone, "its buffer was collected");
        gone.clear();
        for (TrackedRegion region : byName.values()) {
            if (!region.location().isAlive()) {
                gone.add(region);
            }
        }
        endAll(gone, "its memory was collected or freed");
    }

    private void endAll(List<TrackedRegion> regions, String reason) {
        boolean any = false;
        for (TrackedRegion region : regions) {
            if (region.endReason() == null) {
                remove(region, reason);
                any = true;
            }
        }
        if (any) {
            installBarrier(null, null);
        }
    }

    private void remove(TrackedRegion region, String reason) {
        region.markEnded(reason);
        byName.remove(region.name(), region);
        byAnchor.values().remove(region);
        announcements.closed(region);
    }

    /** Puts the registered regions into the barrier, with {@code more} and without {@code less}; either may be null. */
    private void installBarrier(TrackedRegion more, TrackedRegion less) {
        List<TrackedRegion> regions = snapshot();
        regions.remove(less);
        if (more != null) {
            regions.add(more);
        }
        List<TrackedRegion> addressed = new ArrayList<>();
        List<Span> addressSpans = new ArrayList<>();
        List<Span> arraySpans = new ArrayList<>();
        for (TrackedRegion region : regions) {
            if (region.location().isHeap()) {
                arraySpans.add(region.span());
            } else {
                addressed.add(region);
                addressSpans.add(region.span());
            }
        }
        TrackedRegion[] newByAddress = addressed.toArray(new TrackedRegion[0]);
        Barrier.install(addressSpans.toArray(new Span[0]), arraySpans.toArray(new Span[0]));
        byAddress = newByAddress;
        watchFiles();
    }

    private String uniqueName(String base) {
        String name = base;
        for (int i = 2; byName.containsKey(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    /** The open regions, as they are now. */
    List<TrackedRegion> snapshot() {
        synchronized (registry) {
            return new ArrayList<>(byName.values());
        }
    }

    private static String listed(Iterable<String> names) {
        StringBuilder list = new StringBuilder();
        int count = 0;
        for (String name : names) {
            if (++count > 50) {
                return list.append(", …").toString();
            }
            list.append(count == 1 ? "" : ", ").append(name);
        }
        return list.toString();
    }

    private static void checkPageSize(int pageSize) {
        if (pageSize < MIN_PAGE || pageSize > MAX_PAGE || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException(
                    "page size must be a power of two from " + MIN_PAGE + " to " + MAX_PAGE + " bytes: " + pageSize);
        }
    }

    /** An exposure of every region of these kinds. */
    private record Standing(Set<RegionKind> kinds, Exposure exposure) {}
}
