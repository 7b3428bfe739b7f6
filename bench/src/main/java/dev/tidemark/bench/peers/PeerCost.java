package dev.tidemark.bench.peers;

/**
 * What a peer adds to an interval, in nanoseconds: a fixed part and a part per store. Only what the peer does is counted: the copies of
 * the same pages are the same work, and what a pass over all memory does to the caches of the guest is forgiven. A difference
 * that noise made negative is zero.
 *
 * @param fixed first stores into pages, finding, and copies of pages that did not change
 * @param perStore each further store
 * @param dirtyPages pages written
 */
record PeerCost(double fixed, double perStore, int dirtyPages) {
    static PeerCost of(PeerKind peer, PeerResult result, PeerResult known, int dirtyPages) {
        double fixed = result.find();
        if (peer == PeerKind.FULL_COPY) {
            fixed += Math.max(0, result.copy() - known.copy());
        }
        double perStore = 0;
        if (peer.work() != PeerKind.Work.NONE) {
            fixed += Math.max(0, result.first() - known.first());
        }
        if (peer.work() == PeerKind.Work.EVERY_STORE && dirtyPages > 0) {
            long furtherStores = (GuestMemory.STORES_PER_PAGE - 1L) * dirtyPages;
            perStore = Math.max(0, result.rest() - known.rest()) / furtherStores;
        }
        return new PeerCost(fixed, perStore, dirtyPages);
    }

    /** The cost of an interval with so many stores into each dirty page. */
    double at(double storesPerPage) {
        return fixed + perStore * Math.max(0, storesPerPage - 1) * dirtyPages;
    }

    /** The cost of an interval as it was measured. */
    double asMeasured() {
        return at(GuestMemory.STORES_PER_PAGE);
    }

    /**
     * How many stores an interval may hold until {@code other} is cheaper than this.
     *
     * @return infinite if it never is, 0 if it always is; negative if it is the other way round: this is cheaper from so many on
     */
    double storesUntilDearerThan(PeerCost other) {
        double lead = other.fixed - fixed;
        double loss = perStore - other.perStore;
        if (lead >= 0 && loss <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (lead <= 0 && loss >= 0) {
            return 0;
        }
        double stores = dirtyPages + lead / loss;
        return lead > 0 ? stores : -stores;
    }
}
