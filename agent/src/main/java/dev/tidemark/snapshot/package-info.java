/**
 * Snapshots of regions in a directory: a full one, and increments that hold what changed since.
 *
 * <p>{@link dev.tidemark.snapshot.SnapshotStore} is the directory, {@link dev.tidemark.snapshot.SnapshotTaker} takes snapshots of
 * one region into it. A snapshot is one immutable file; {@code docs/SNAPSHOT-FORMAT.md} describes it.
 *
 * <pre>{@code
 * SnapshotStore store = SnapshotStore.open(Path.of("snapshots"));
 * SnapshotTaker taker = store.taker(Tidemark.region("guest-ram"));
 * taker.take();                                        // everything
 * taker.take();                                        // what changed since
 * store.restore(store.point("latest"), Path.of("ram.img"));
 * }</pre>
 *
 * <p><b>Rule of this package.</b> It uses the public API, {@code java.base}, and {@link dev.tidemark.zstd}. Numbers
 * of the format stand in {@code SnapshotFormat} and nowhere else. All access to a store goes through {@link java.nio.file.Path}, so
 * that a store may lie in any {@link java.nio.file.FileSystem}; a file appears under its final name at once and whole, or never.
 * What is read is hostile until it is checked: no length of it sizes memory before it was compared with the file, and no name
 * of it becomes a path.
 *
 * <p><b>Errors.</b> {@link dev.tidemark.snapshot.SnapshotException} for what a store holds or refuses, other {@link
 * java.io.IOException}s as the file system throws them; one line each.
 *
 * <p><b>Thread safety.</b> Every public type may be used from any thread.
 */
package dev.tidemark.snapshot;
