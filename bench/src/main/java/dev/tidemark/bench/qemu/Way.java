package dev.tidemark.bench.qemu;

/** A way to check all pages. */
enum Way {
    /** A byte per page and a call per page, as QEMU did before the patch. */
    CALL_PER_PAGE,
    /** The same bytes in a loop that the JIT may unroll and vectorise; counts only. */
    LOOP,
    /** Tidemark's API: a look or a harvest, and its runs. */
    TIDEMARK
}
