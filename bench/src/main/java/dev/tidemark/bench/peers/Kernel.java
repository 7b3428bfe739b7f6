package dev.tidemark.bench.peers;

import dev.tidemark.bench.Jdk22;

/** Linux 6.7 and later: {@code userfaultfd} protects pages, {@code PAGEMAP_SCAN} tells which were written. Needs JDK 22. */
final class Kernel extends Peer {
    private final WrittenPages pages;

    Kernel(GuestMemory memory) {
        pages = Jdk22.create("KernelPages", WrittenPages.class, memory.chunks(), (java.util.function.IntUnaryOperator)
                GuestMemory::firstPage);
    }

    @Override
    void find(PageRuns into) {
        try {
            pages.take(into);
        } catch (Throwable e) {
            throw new IllegalStateException("the kernel did not tell: " + e.getMessage(), e);
        }
    }
}
