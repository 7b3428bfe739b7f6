package dev.tidemark;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * The entrance: names buffers as regions and finds regions and clients by name.
 *
 * <p>Works in a JVM that runs the agent ({@code -javaagent:tidemark-agent.jar}, or attached later). Elsewhere {@link
 * #isActive()} is false and every other method throws {@link IllegalStateException} with a sentence that says how to start
 * it, so that a program can carry the API and run with or without tracking.
 *
 * <pre>{@code
 * ByteBuffer ram = ByteBuffer.allocateDirect(64 << 20);
 * Region region = Tidemark.track("guest-ram", ram);
 * Client backup = Tidemark.client("backup");
 *
 * DirtyPages base = region.harvest(backup);            // the first harvest is everything
 * ram.putLong(4096, 42);
 * DirtyPages delta = region.harvest(backup);           // one page
 * try {
 *     delta.forEachRun((offset, length) -> copy(region.memory(), offset, length));
 * } catch (RuntimeException e) {
 *     delta.giveBack();                                // nothing is lost
 * }
 * }</pre>
 */
public final class Tidemark {
    /** Page size where none is given: 4096 bytes, the page of most guests and hosts. */
    public static final int DEFAULT_PAGE_SIZE = 4096;

    private static volatile Tracker active;

    private Tidemark() {}

    /** Whether the agent runs in this JVM. Costs one volatile read. */
    public static boolean isActive() {
        return active != null;
    }

    /**
     * Tracks {@code buffer} with pages of {@link #DEFAULT_PAGE_SIZE}.
     *
     * @see #track(String, ByteBuffer, int)
     */
    public static Region track(String name, ByteBuffer buffer) {
        return track(name, buffer, DEFAULT_PAGE_SIZE);
    }

    /**
     * Makes the bytes of {@code buffer}, from index 0 to its capacity, a region. Position and limit play no part. A slice
     * tracks just the slice's bytes; every view that shares those bytes is the same region. The new region is dirty
     * throughout for every client.
     *
     * <p>Tracking keeps no buffer alive: whoever uses the region holds the buffer, or a view of it, as long.
     *
     * <p>A buffer that the agent tracks already by its {@code min} option is renamed: marks are carried over, or all pages
     * are dirty where the page size differs.
     *
     * <p>A heap buffer is {@link Coverage#COMPLETE} if the agent knows that nobody else has its array: it was allocated by {@link
     * ByteBuffer#allocate} while the agent ran, with at least 256 KiB, and {@link ByteBuffer#array()} was not called by the
     * application. Any other one is {@link Coverage#ARRAY_ESCAPED} from the start.
     *
     * @param name unique among open regions, 1 to 200 characters, no control characters
     * @param buffer heap, direct or mapped; not read-only, not empty
     * @param pageSize bytes per page, a power of two from 64 to 2 MiB
     * @return the region, which ends when the buffer's memory is collected or freed, or at {@link Region#close()}
     * @throws IllegalArgumentException if an argument breaks its rule, or the bytes overlap another region, or others may have
     *     the array of a heap buffer and the agent runs with {@code escape=fail}
     * @throws IllegalStateException if the agent does not run
     */
    public static Region track(String name, ByteBuffer buffer, int pageSize) {
        return tracker().track(name, buffer, pageSize);
    }

    /**
     * Makes native memory a region; the way to regions over 2 GiB, and to memory that no {@code ByteBuffer} spans.
     *
     * @param address first byte; not 0
     * @param byteSize bytes, at least 1
     * @param keepAlive an object that lives as long as the memory, for example the {@code MemorySegment} or {@code Arena}
     *     that owns it. Held weakly: the region ends when it is collected. If it has a scope (or is one) that was closed,
     *     the region ends too. For memory from {@code Unsafe.allocateMemory}, freeing is seen only if the region contains the
     *     address that was allocated; otherwise close the region first
     * @throws IllegalArgumentException if an argument breaks its rule, the bytes overlap another region, or there would be more
     *     than 2³¹ pages
     * @see #track(String, ByteBuffer, int)
     */
    public static Region trackMemory(String name, long address, long byteSize, int pageSize, Object keepAlive) {
        return tracker().trackMemory(name, address, byteSize, pageSize, keepAlive);
    }

    /**
     * The open region of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Region region(String name) {
        return tracker().region(name);
    }

    /** All open regions, oldest first; a snapshot. */
    public static List<Region> regions() {
        return tracker().regions();
    }

    /**
     * The client of that name, created on first use. A new client finds every region dirty throughout. {@code vga},
     * {@code code} and {@code migration} exist from the start.
     *
     * @param name 1 to 100 characters, no control characters
     * @throws IllegalStateException if there are 64 clients already
     */
    public static Client client(String name) {
        return tracker().client(name);
    }

    /** All clients, oldest first; a snapshot. */
    public static List<Client> clients() {
        return tracker().clients();
    }

    /**
     * Connects the API with the running agent. Called once by the agent; not meant for applications.
     *
     * @throws IllegalStateException if an agent is connected already
     */
    public static synchronized void activate(Tracker tracker) {
        if (active != null) {
            throw new IllegalStateException("Tidemark is active already");
        }
        active = Objects.requireNonNull(tracker);
    }

    private static Tracker tracker() {
        Tracker tracker = active;
        if (tracker == null) {
            throw new IllegalStateException(whyInactive());
        }
        return tracker;
    }

    /** Tells a JVM without the agent from a second copy of this class that the agent does not know. */
    private static String whyInactive() {
        try {
            Class.forName("dev.tidemark.boot.Hooks", false, null);
        } catch (ClassNotFoundException e) {
            return "the Tidemark agent does not run in this JVM: start it with -javaagent:tidemark-agent.jar, or attach it with"
                    + " java -jar tidemark-agent.jar attach "
                    + ProcessHandle.current().pid();
        }
        return "the Tidemark agent runs, but this copy of dev.tidemark was loaded by " + Tidemark.class.getClassLoader()
                + " instead of the system class loader: take tidemark-agent.jar out of that loader's own class path";
    }
}
