package dev.tidemark.track;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tracker;
import dev.tidemark.boot.Barrier;
import dev.tidemark.boot.Hooks;
import dev.tidemark.boot.MemoryListener;
import dev.tidemark.boot.Span;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The registry: regions by name, their beginning and end, and the barrier that carries them.
 *
 * <p><b>Ends.</b> A region ends when it is closed, when the buffer or array it was made of is collected (a weak reference and
 * its queue), or when its memory is freed (a hook in the JDK's own release of direct and mapped memory, or the scope of a
 * foreign segment). {@link #reap} notices what nobody reported; the agent calls it about once a second, and every new region
 * does first, so that memory handed out again at the same place never meets its former region.
 *
 * <p><b>Listeners</b> are told in order by {@link #deliver}. Threads inside an allocation or a release only queue the event,
 * for they may hold any lock of the application.
 *
 * <p>Thread-safe.
 */
public final class RegionTracker implements Tracker, MemoryListener {
    private static final int MIN_PAGE = 64;
    private static final int MAX_PAGE = 2 << 20;
    private static final int DELIVERY_SECONDS = 5;

    private final Clients clients = new Clients();
    private final List<RegionListener> listeners = new CopyOnWriteArrayList<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Object registry = new Object();
    private final ReentrantLock delivery = new ReentrantLock();
    private final Runnable wake;
    private final int automaticPageSize;

    // guarded by registry
    private final Map<String, TrackedRegion> byName = new LinkedHashMap<>();
    private final Map<Reference<?>, TrackedRegion> byAnchor = new LinkedHashMap<>();
    private final Queue<Event> events = new ArrayDeque<>();

    private volatile Coverage coverage = Coverage.COMPLETE;
    private volatile boolean settling;

    /** Spares the threads that free small buffers the lock. */
    private volatile boolean anyByAddress;

    /**
     * An empty registry.
     *
     * @param automaticPageSize page size of regions that nobody named; a power of two from 64 to 2 MiB
     * @param wake called when events wait for {@link #deliver}, inside hooks: must neither block nor throw
     */
    public RegionTracker(int automaticPageSize, Runnable wake) {
        checkPageSize(automaticPageSize);
        this.automaticPageSize = automaticPageSize;
        this.wake = wake;
    }

    @Override
    public Region track(String name, ByteBuffer buffer, int pageSize) {
        return registerAndTell(name, RegionMemory.of(buffer), pageSize);
    }

    @Override
    public Region trackMemory(String name, long address, long byteSize, int pageSize, Object keepAlive) {
        return registerAndTell(name, RegionMemory.of(address, byteSize, keepAlive), pageSize);
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
        return registerAndTell(newName, region.location(), pageSize);
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
        delivery.lock();
        try {
            deliver();
            listeners.add(listener);
            snapshot().forEach(listener::opened);
        } finally {
            delivery.unlock();
        }
    }

    /**
     * Tells the listeners what happened since. Must not be called from a hook. If another thread holds up delivery for longer
     * than {@value #DELIVERY_SECONDS} seconds, which takes a listener that hangs, the events wait for the next call.
     */
    public void deliver() {
        try {
            if (!delivery.tryLock(DELIVERY_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            wake.run();
            return;
        }
        try {
            for (Event event = nextEvent(); event != null; event = nextEvent()) {
                for (RegionListener listener : listeners) {
                    if (event.opened) {
                        listener.opened(event.region);
                    } else {
                        listener.closed(event.region);
                    }
                }
            }
        } finally {
            delivery.unlock();
        }
    }

    /** Ends regions whose memory is gone. */
    public void reap() {
        synchronized (registry) {
            reapCollected();
            for (TrackedRegion region : List.copyOf(byName.values())) {
                if (!region.location().isAlive()) {
                    endLocked(region, "its memory was collected or freed");
                }
            }
        }
    }

    /** Says that some write paths of this JVM carry no hook. */
    public void hooksIncomplete() {
        coverage = Coverage.HOOKS_INCOMPLETE;
    }

    Coverage coverage() {
        return coverage;
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
            reapCollected();
            register(uniqueName(Names.automatic(memory, allocator)), memory, automaticPageSize, true);
        }
        wake.run();
    }

    /** Memory is about to be freed: its regions end before that. Runs inside the freeing thread. */
    @Override
    public void freeing(long address, long byteSize) {
        if (!anyByAddress) {
            return;
        }
        synchronized (registry) {
            List<TrackedRegion> freed = null;
            for (TrackedRegion region : byName.values()) {
                if (region.location().isWithin(address, byteSize)) {
                    freed = freed == null ? new ArrayList<>() : freed;
                    freed.add(region);
                }
            }
            if (freed != null) {
                for (TrackedRegion region : freed) {
                    endLocked(region, "its memory was freed");
                }
                wake.run();
            }
        }
    }

    void end(TrackedRegion region, String reason) {
        synchronized (registry) {
            endLocked(region, reason);
        }
        deliver();
    }

    /**
     * Makes every region dirty throughout if a hook failed, see {@link Hooks#unsure}. The flag is cleared before the marks are
     * made, so that a failure meanwhile is not lost; whoever comes in between waits for the lock.
     */
    void settleUnsureWrites() {
        if (Hooks.unsure || settling) {
            synchronized (registry) {
                settling = true;
                Hooks.unsure = false;
                byName.values().forEach(region -> region.table().mark(0, region.pageCount()));
                settling = false;
            }
        }
    }

    private Region registerAndTell(String name, RegionMemory memory, int pageSize) {
        Names.check("region", name, Names.MAX_REGION);
        checkPageSize(pageSize);
        TrackedRegion region;
        synchronized (registry) {
            reap();
            region = register(name, memory, pageSize, false);
        }
        deliver();
        return region;
    }

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
        PageTable table = carryMarks
                ? replaced.table()
                : new PageTable((memory.byteSize() + pageSize - 1) >>> pageShift, Safepoint::pass);
        TrackedRegion region = new TrackedRegion(this, name, memory, pageShift, automatic, table);
        WeakReference<Object> end = new WeakReference<>(anchor, collected);
        if (replaced != null) {
            remove(replaced, "it was named '" + name + "'");
        }
        byName.put(name, region);
        byAnchor.put(end, region);
        events.add(new Event(true, region));
        installBarrier();
        Reference.reachabilityFence(anchor);
        return region;
    }

    /** The automatic region that the new one replaces, or null. */
    private TrackedRegion checkOverlap(String name, RegionMemory memory, boolean automatic) {
        TrackedRegion replaced = null;
        for (TrackedRegion other : List.copyOf(byName.values())) {
            if (!other.location().overlaps(memory)) {
                continue;
            }
            if (!other.location().isAlive()) {
                endLocked(other, "its memory was collected or freed");
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

    private void reapCollected() {
        for (Reference<?> end = collected.poll(); end != null; end = collected.poll()) {
            TrackedRegion region = byAnchor.remove(end);
            if (region != null) {
                endLocked(region, "its buffer was collected");
            }
        }
    }

    private void endLocked(TrackedRegion region, String reason) {
        if (region.endReason() == null) {
            remove(region, reason);
            installBarrier();
        }
    }

    private void remove(TrackedRegion region, String reason) {
        region.markEnded(reason);
        byName.remove(region.name());
        byAnchor.values().remove(region);
        events.add(new Event(false, region));
    }

    private void installBarrier() {
        List<Span> byAddress = new ArrayList<>();
        List<Span> byArray = new ArrayList<>();
        for (TrackedRegion region : byName.values()) {
            (region.location().isHeap() ? byArray : byAddress).add(region.span());
        }
        anyByAddress = !byAddress.isEmpty();
        Barrier.install(byAddress.toArray(Span[]::new), byArray.toArray(Span[]::new));
    }

    private String uniqueName(String base) {
        String name = base;
        for (int i = 2; byName.containsKey(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    private List<TrackedRegion> snapshot() {
        synchronized (registry) {
            return List.copyOf(byName.values());
        }
    }

    private Event nextEvent() {
        synchronized (registry) {
            return events.poll();
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

    private record Event(boolean opened, TrackedRegion region) {}
}
