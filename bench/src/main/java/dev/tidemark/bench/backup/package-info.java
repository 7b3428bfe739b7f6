/**
 * Snapshots beside programs that are fed the whole image each time: restic, borg, {@code zstd --patch-from}. A program of its own, for it
 * needs theirs: {@link dev.tidemark.bench.backup.BackupProgram}. And beside plain files: {@link dev.tidemark.bench.backup.StoreProgram}.
 */
package dev.tidemark.bench.backup;
