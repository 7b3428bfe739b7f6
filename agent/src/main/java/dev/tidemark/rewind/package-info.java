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
 * marked after the store for all clients but the private one: for that one the page is owed, or the history is <i>adrift</i>, which it
 * is from the first page that was clean and is written until a rollback or checkpoint ends well, and while it is, any page counts as
 * changed. So the invariant holds whatever breaks a rollback off. It holds if the guest writes meanwhile, because the guest marks
 * for every client. Where pages are hashed the private client is told as well; the next operation finds those pages
 * equal, which costs a comparison each.
 *
 * <p><b>Locks.</b> A history's own, then those of {@code track}. The listener that frees what belongs to an ended region takes it
 * under the delivery lock; no operation waits for that one.
 */
package dev.tidemark.rewind;
