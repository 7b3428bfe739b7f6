/**
 * Regions, clients and harvests: everything between the marks of the write side and the public API.
 *
 * <p><b>Rule of this package.</b> Uses {@link dev.tidemark} and {@link dev.tidemark.boot}, nothing else of the agent. No I/O,
 * no JMX, no threads of its own.
 *
 * <p><b>Locks</b>, always taken in this order: the delivery lock of {@link dev.tidemark.track.RegionTracker} (listeners run
 * under it), the clients' lock, the tracker's registry lock (nothing foreign runs under it, so hooks may take it), a region's page
 * table. Writers of a region take none of them.
 */
package dev.tidemark.track;
