package dev.tidemark.bench.peers;

import dev.tidemark.bench.BufferKind;
import java.util.function.Function;

/** The peers. */
enum PeerKind {
    /** The lower bound. */
    KNOWN("stores and copies alone, pages known beforehand", Work.NONE, memory -> new Known()),
    /** Copies everything. */
    FULL_COPY("full copy", Work.NONE, FullCopy::new),
    /** Compares everything with the copy. */
    MISMATCH("`mismatch` against the copy", Work.NONE, Mismatch::new),
    /** Sums everything. */
    CRC32C("CRC32C per page", Work.NONE, Crc::new),
    /** Hashes everything. */
    XXH3("XXH3 per page (hash4j)", Work.NONE, Xxh3::new),
    /** By hand. */
    BIT_SET("`java.util.BitSet` by hand", Work.EVERY_STORE, JdkBits::new),
    /** By hand. */
    ROARING("RoaringBitmap by hand", Work.EVERY_STORE, memory -> new Roaring()),
    /** By hand. */
    LUCENE("Lucene `FixedBitSet` by hand", Work.EVERY_STORE, LuceneBits::new),
    /** By hand. */
    ATOMIC("`AtomicLongArray` by hand", Work.EVERY_STORE, memory -> new AtomicBits(memory, false)),
    /** By hand. */
    ATOMIC_SKIPPING(
            "`AtomicLongArray` by hand, skips set bits", Work.EVERY_STORE, memory -> new AtomicBits(memory, true)),
    /** The agent. */
    TIDEMARK("Tidemark", Work.EVERY_STORE, Marked::new),
    /** The operating system. */
    KERNEL("`userfaultfd` + `PAGEMAP_SCAN`", Work.FIRST_STORE, Kernel::new);

    /** What a peer does while the guest runs. */
    enum Work {
        /** Nothing. */
        NONE,
        /** Something at the first store into a page. */
        FIRST_STORE,
        /** Something at every store. */
        EVERY_STORE
    }

    private final String title;
    private final Work work;
    private final Function<GuestMemory, Peer> factory;

    PeerKind(String title, Work work, Function<GuestMemory, Peer> factory) {
        this.title = title;
        this.work = work;
        this.factory = factory;
    }

    /** The name in tables, Markdown. */
    String title() {
        return title;
    }

    Work work() {
        return work;
    }

    /**
     * Makes the peer.
     *
     * @throws Unavailable if this JVM, system or kind of buffer has no such thing
     */
    Peer create(GuestMemory memory, BufferKind kind) throws Unavailable {
        if (this != KERNEL) {
            return factory.apply(memory);
        }
        if (kind == BufferKind.HEAP) {
            throw new Unavailable("the collector may move a heap array");
        }
        try {
            return factory.apply(memory);
        } catch (IllegalStateException e) {
            throw new Unavailable(e.getMessage());
        }
    }

    /** Not to be had there. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(String reason) {
            super(reason);
        }
    }
}
