package dev.tidemark.bench.peers;

/** The kernel's list of written pages. Implemented by source that only JDK 22 and later compile. */
public interface WrittenPages {
    /** Adds the pages written since the last call, and watches them anew. */
    void take(PageRuns into) throws Throwable;
}
