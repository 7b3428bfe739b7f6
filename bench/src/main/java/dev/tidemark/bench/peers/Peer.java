package dev.tidemark.bench.peers;

/**
 * A way to know which pages of a guest's memory changed. Made when memory and copy are equal; one thread.
 *
 * <p>An abstract class with one subclass per JVM, not an interface: the JIT then needs no check of the type in the guest's loop.
 */
abstract class Peer {
    /** Tells of the pages that the guest will write in this interval, outside the time taken. Only {@link Known} listens. */
    void foretell(int[] pages) {}

    /** The guest stored eight bytes at this offset. Called by hand after each store; empty where nothing needs it. */
    void wrote(long byteOffset) {}

    /** Adds the pages that changed since the last call, ascending, and begins anew. */
    abstract void find(PageRuns into);
}
