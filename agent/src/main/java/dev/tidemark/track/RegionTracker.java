package dev.tidemark.track;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tracker;
import dev.tidemark.boot.Barrier;
import dev.tidemark.boot.FileListener;
import dev.tidemark.boot.MemoryListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The tracker: what the API and the agent ask of it, what hooks tell it, and the parts that do the work.
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
    private final Announcements announcements = new Announcements();
    private final Clients clients = new Clients();
    private final OwnArrays ownArrays = new OwnArrays();
    private final MappedFiles files = new MappedFiles();
    private final Registry registry = new Registry(files, announcements);
    private final Exposures exposures = new Exposures(registry, ownArrays);
    private final FileChanges fileChanges = new FileChanges(files, exposures);
    private final ArrayEscapes arrays = new ArrayEscapes(registry, exposures, ownArrays);
    private final Audit audit;
    private final Registration registration;
    private final AutomaticRegions automatic;
    private final Runnable wake;
    private volatile Rewinder rewinder;
    private volatile HarvestObserver observer;

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
        Registration.checkPageSize(automaticPageSize);
        this.audit = new Audit(registry, ledger);
        this.registration = new Registration(new Owner(), registry, exposures, ownArrays, files, ledger);
        this.automatic = new AutomaticRegions(registry, registration, automaticPageSize, wake);
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
        return registry.region(name);
    }

    @Override
    public List<Region> regions() {
        return registry.open();
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
        clients.remove(name, slot -> registry.snapshot()
                .forEach(region -> region.table().forget(slot)));
    }

    /** Adds a listener and tells it of the regions that are open. */
    public void addListener(RegionListener listener) {
        announcements.addListener(listener, registry.snapshot());
    }

    /** Tells the listeners what happened since. Must not be called from a hook. */
    public void deliver() {
        announcements.deliver();
    }

    /** Names what makes checkpoints. Once, before there are regions. */
    public void rewindWith(Rewinder rewinder) {
        this.rewinder = rewinder;
    }

    /** Sets who hears of harvests; null for nobody. */
    public void observe(HarvestObserver harvests) {
        observer = harvests;
    }

    /** The audit of all regions. */
    public Audit audit() {
        return audit;
    }

    /** Ends regions whose memory is gone, and lets the barrier fold again once regions stay. */
    public void reap() {
        synchronized (registry) {
            registry.reap();
            Barrier.settle();
        }
    }

    /** Page size of regions that nobody names, from now on. */
    public void setAutomaticPageSize(int pageSize) {
        Registration.checkPageSize(pageSize);
        automatic.pageSize(pageSize);
    }

    /**
     * Sets the capacity from which buffers are tracked when they are allocated.
     *
     * @param bytes at least 1; {@link Long#MAX_VALUE} for none
     * @param older whether there are buffers of that size that the agent did not see when they were allocated, because it came
     *     later or asked for larger ones. Then heap arrays are found when they are next written, from now on
     */
    public void setMinimum(long bytes, boolean older) {
        automatic.minimum(bytes, older);
    }

    /** Whether heap arrays that no hook saw when they were allocated are found when they are written. */
    public boolean seeksArrays() {
        return automatic.seeksArrays();
    }

    /** What happens once writes can go unseen. */
    public EscapePolicy escapePolicy() {
        return exposures.policy();
    }

    /**
     * Changes what happens once writes can go unseen, also for regions where they can already: those that were not hashed are
     * dirty throughout once.
     */
    public void escapePolicy(EscapePolicy policy) {
        exposures.policy(policy);
    }

    /**
     * Says that some write paths of this JVM carry no hook, or may not.
     *
     * @param how one clause for {@link Region#coverageReason()}
     */
    public void hooksIncomplete(String how) {
        exposures.hooksIncomplete(how);
    }

    /**
     * Takes one {@link #hooksIncomplete} back: those write paths turned out to carry hooks, or carry them now.
     *
     * @param how as it was given there
     */
    public void hooksComplete(String how) {
        exposures.hooksComplete(how);
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
        return exposures.exposed(address, byteSize, state, how);
    }

    /** What the tracker knows of mapped files; wants to be told of them. */
    public FileListener files() {
        return fileChanges;
    }

    /** Says that files may be mapped of which {@link #files} was not told. */
    public void filesOlder() {
        files.olderOnes();
    }

    /**
     * As {@link #exposed}, for every region of these kinds, present and future.
     *
     * @return null, or why the call is refused; that is so only while there is a region of these kinds
     */
    public String exposedAll(Set<RegionKind> kinds, Coverage state, String how) {
        return exposures.exposedAll(kinds, state, how);
    }

    /** A heap buffer was allocated: from now on it is known when its array is handed out. */
    @Override
    public void arrayAllocated(ByteBuffer buffer) {
        ownArrays.add(buffer);
    }

    @Override
    public String arrayTaken(byte[] array) {
        return arrays.taken(array);
    }

    @Override
    public String arrayGiven(byte[] array, String how) {
        return arrays.given(array, how);
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
        exposures.expose(EnumSet.of(RegionKind.HEAP), Exposure.now(Coverage.ARRAY_ESCAPED, how, null));
    }

    /** Names the holders: classes that may have the array of a heap buffer, because their stores are seen. */
    public void trustHolders(Predicate<Class<?>> classes) {
        arrays.trustHolders(classes);
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
        if (!exposures.isNews(address, byteSize, Coverage.NATIVE_EXPOSED)) {
            return null;
        }
        ArrayTaker taker = ArrayTaker.onStack();
        return taker == null ? null : exposed(address, byteSize, Coverage.NATIVE_EXPOSED, taker.how());
    }

    @Override
    public String allExposed(String how) {
        return exposedAll(EnumSet.allOf(RegionKind.class), Coverage.NATIVE_EXPOSED, how);
    }

    /** An allocation that the {@code min} option asks for. Runs inside the allocating thread. */
    @Override
    public void allocated(ByteBuffer buffer) {
        automatic.allocated(buffer);
    }

    @Override
    public void found(byte[] array) {
        automatic.found(array);
    }

    /** Memory is about to be freed: its regions end before that. Runs inside the freeing thread. */
    @Override
    public void freeing(long address, long byteSize) {
        if (registry.byAddress().length == 0) {
            return;
        }
        synchronized (registry) {
            List<TrackedRegion> freed = new ArrayList<>(1);
            for (TrackedRegion region : registry.snapshot()) {
                if (region.location().isWithin(address, byteSize)) {
                    freed.add(region);
                }
            }
            if (freed.isEmpty()) {
                return;
            }
            registry.endAll(freed, "its memory was freed");
        }
        wake.run();
    }

    /** @param renamed a region that must still be there, or null */
    private Region registerAndTell(String name, RegionMemory memory, int pageSize, TrackedRegion renamed) {
        Names.check("region", name, Names.MAX_REGION);
        Registration.checkPageSize(pageSize);
        TrackedRegion region;
        synchronized (registry) {
            registry.reap();
            if (renamed != null && renamed.endReason() != null) {
                throw new IllegalArgumentException("region '" + renamed.name() + "' has ended: " + renamed.endReason());
            }
            region = registration.register(name, memory, pageSize, false);
        }
        deliver();
        return region;
    }

    /** What regions see of the tracker. */
    private final class Owner implements RegionOwner {
        @Override
        public void end(TrackedRegion region, String reason) {
            synchronized (registry) {
                if (region.location().isHeap() && region.location().anchor() instanceof byte[] array) {
                    automatic.pass(array); // before it becomes unknown
                }
                registry.endAll(List.of(region), reason);
            }
            deliver();
        }

        @Override
        public EscapePolicy escapePolicy() {
            return exposures.policy();
        }

        @Override
        public void settleUnsureWrites() {
            exposures.settleUnsureWrites();
        }

        @Override
        public int auditShare() {
            return audit.share();
        }

        @Override
        public Rewinder rewinder() {
            return rewinder;
        }

        @Override
        public HarvestObserver observer() {
            return observer;
        }
    }
}
