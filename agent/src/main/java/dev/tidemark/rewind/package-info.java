/**
 * Checkpoints of a region in memory: taken, rolled back to, dropped.
 *
 * <p><b>Rule of this package.</b> Beside {@code snapshot}: it uses {@link dev.tidemark} and the public types of {@link
 * dev.tidemark.track}, no I/O, no threads of its own. It reads and writes the memory of regions through {@link
 * dev.tidemark.track.TrackedRegion} only.
 *
 * <p><b>How it works.</b> A {@link dev.tidemark.rewind.History} owns a private client and knows, for every page that is clean for it,
 * what the page holds: its <i>present map</i>. A checkpoint is such a map; maps share what is equal. Taking one reads the dirty pages;
 * rolling back writes the dirty pages and those in which the two maps differ. Either compares first, because a page may be called
 * dirty though it did not change: so only what changed is copied, and only that becomes dirty for other clients.
 *
 * <p><b>Invariant.</b> A page that is clean for the private client holds what the present map says. Pages that were harvested and not
 * yet dealt with are <i>owed</i>: they are kept until the operation that took them, or a later one, ends well. What a rollback writes is
 * marked after the store, for the private client too, so that the invariant holds whatever breaks it off, and holds if the guest
 * writes meanwhile. The next operation finds those pages equal, which costs a comparison each.
 *
 * <p><b>Locks.</b> A history's own, then those of {@code track}. The listener that frees what belongs to an ended region takes it
 * under the delivery lock; no operation waits for that one.
 */
package dev.tidemark.rewind;
