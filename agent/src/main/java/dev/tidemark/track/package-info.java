/**
 * Regions, clients and harvests: everything between the marks of the write side and the public API.
 *
 * <p><b>Rule of this package.</b> Uses {@link dev.tidemark} and {@link dev.tidemark.boot}, nothing else of the agent. No I/O,
 * no JMX, no threads of its own.
 *
 * <p><b>Locks</b>, always taken in this order: the audit and its watch, the delivery lock of {@link
 * dev.tidemark.track.Announcements} (listeners run under it), the clients' lock, the {@link dev.tidemark.track.Registry} (nothing
 * foreign runs under its lock, so hooks may take it), a region's page table, then either the reading of a region's memory or the
 * audit's ledger. A page table's lock may be held for long, while pages are hashed; nobody waits for one under the registry's lock,
 * except in the rare case that a hook failed. Writers of a region take none of them; a hook in a call that hands memory out
 * takes the registry's, a table's and that of reading, whatever the application holds.
 *
 * <p><b>Arrows.</b> {@link dev.tidemark.track.RegionTracker} puts the parts together and hands calls on. Below it, each using those
 * behind it: what hooks report ({@code AutomaticRegions}, {@code ArrayEscapes}, {@code FileChanges}), {@code Registration}, {@code
 * Exposures}, {@code Registry}, {@code TrackedRegion}, {@code PageTable}.
 */
package dev.tidemark.track;
