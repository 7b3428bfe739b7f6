package dev.tidemark.track;

import dev.tidemark.boot.Hooks;
import java.nio.ByteBuffer;

/**
 * Regions that nobody names: of large buffers when they are allocated, and of large arrays that are older than the agent when they are
 * written.
 *
 * <p>Thread-safe. Runs inside hooks.
 */
final class AutomaticRegions {
    private final Registry registry;
    private final Registration registration;
    private final Runnable wake;
    private volatile int pageSize;

    /** Guarded by the registry. */
    private final ArraySeeker seeker = new ArraySeeker();

    /** @param wake called when events wait to be delivered */
    AutomaticRegions(Registry registry, Registration registration, int pageSize, Runnable wake) {
        this.registry = registry;
        this.registration = registration;
        this.pageSize = pageSize;
        this.wake = wake;
    }

    void pageSize(int wanted) {
        pageSize = wanted;
    }

    /**
     * Sets the capacity from which buffers are tracked when they are allocated.
     *
     * @param older whether there are buffers of that size whose allocation was not seen
     */
    void minimum(long bytes, boolean older) {
        synchronized (registry) {
            seeker.seek(bytes, older && bytes < Hooks.minimum);
            Hooks.reportFrom(bytes);
        }
    }

    /** Whether arrays whose allocation was not seen are found when they are written. */
    boolean seeksArrays() {
        synchronized (registry) {
            return seeker.seeks();
        }
    }

    /** Somebody closes a region of the array: it is to become none again. Call it under the registry's lock. */
    void pass(byte[] array) {
        seeker.pass(array);
    }

    /** An allocation that the {@code min} option asks for. Runs inside the allocating thread. */
    void allocated(ByteBuffer buffer) {
        String allocator = Allocator.find();
        if (allocator == null) {
            return; // the JDK's own scratch memory
        }
        RegionMemory memory = RegionMemory.of(buffer);
        synchronized (registry) {
            registry.reap();
            registration.register(registry.uniqueName(Names.automatic(memory, allocator)), memory, pageSize, true);
        }
        wake.run();
    }

    /**
     * A heap array that is older than the agent was written, and becomes a region. Runs inside the writing thread, after the
     * store. The tracker's own lock is all that it takes. What the tracker writes itself, perhaps under locks that come after that
     * one, finds nothing.
     */
    void found(byte[] array) {
        if (RegionMemory.isReadInto(array) || Thread.holdsLock(registry) || seeker.isPaused()) {
            return;
        }
        synchronized (registry) {
            if (!seeker.wants(array) || !registry.in(array).isEmpty()) {
                return; // another thread was faster
            }
            try {
                registry.reap();
                RegionMemory memory = RegionMemory.of(array);
                registration.register(registry.uniqueName(Names.automatic(memory, "found")), memory, pageSize, true);
            } catch (RuntimeException | Error e) {
                seeker.pause();
                throw e;
            }
        }
        wake.run();
    }
}
