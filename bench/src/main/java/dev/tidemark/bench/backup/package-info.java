/**
 * Snapshots beside plain files ({@link dev.tidemark.bench.backup.StoreProgram}), and beside programs that are fed the whole image each
 * time: restic, borg, {@code zstd --patch-from} ({@link dev.tidemark.bench.backup.BackupProgram}). Programs of their own, because they
 * need a disk, or other programs.
 */
package dev.tidemark.bench.backup;
