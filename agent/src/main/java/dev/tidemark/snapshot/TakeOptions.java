package dev.tidemark.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How to take a snapshot. Start from {@link #DEFAULT}.
 *
 * @param newChain begin anew with a full snapshot; without it, an increment of the last one
 * @param guestRuns the guest writes on meanwhile. Every page is then copied before it is checked and written, so that the file is
 *     sound, but pages are of different moments. Without it the guest must stand still until {@code whenCopied}: pages go straight from
 *     the region to the file where the region is no heap buffer, and a guest that writes all the same makes the snapshot fail
 * @param zstdLevel 1 to 22 compresses with zstd-jni, which must be on the class path; 0 stores bytes as they are
 * @param attachments small named blobs that travel along, for example the guest's registers: at most 64, 16 MiB together; names have 1
 *     to 100 letters, digits, '.', '_' or '-', not '.' first. Not to be changed meanwhile
 * @param whenCopied called once all pages are copied and the guest may run on, before the file is durable. If it throws, the
 *     snapshot fails
 * @param progress told of bytes of data written
 */
public record TakeOptions(
        boolean newChain,
        boolean guestRuns,
        int zstdLevel,
        Map<String, byte[]> attachments,
        Runnable whenCopied,
        SnapshotProgress progress) {
    /** An increment of a guest that stands still, not compressed, or a full snapshot where the store has none. */
    public static final TakeOptions DEFAULT =
            new TakeOptions(false, false, 0, Map.of(), () -> {}, SnapshotProgress.NONE);

    /** Checks the rules, but for those of attachments. */
    public TakeOptions {
        Objects.requireNonNull(whenCopied, "whenCopied");
        Objects.requireNonNull(progress, "progress");
        attachments = Map.copyOf(attachments);
        if (zstdLevel < 0 || zstdLevel > 22) {
            throw new IllegalArgumentException("the zstd level is 1 to 22, or 0 for none: " + zstdLevel);
        }
    }

    /** These, with a new chain. */
    public TakeOptions asNewChain() {
        return new TakeOptions(true, guestRuns, zstdLevel, attachments, whenCopied, progress);
    }

    /** These, for a guest that runs on. */
    public TakeOptions ofRunningGuest() {
        return new TakeOptions(newChain, true, zstdLevel, attachments, whenCopied, progress);
    }

    /** These, with compression. */
    public TakeOptions compressed(int level) {
        return new TakeOptions(newChain, guestRuns, level, attachments, whenCopied, progress);
    }

    /** These, with one more attachment. */
    public TakeOptions with(String attachment, byte[] content) {
        Map<String, byte[]> more = new LinkedHashMap<>(attachments);
        more.put(attachment, content.clone());
        return new TakeOptions(newChain, guestRuns, zstdLevel, more, whenCopied, progress);
    }

    /** These, with {@code action} called when the guest may run on. */
    public TakeOptions whenCopied(Runnable action) {
        return new TakeOptions(newChain, guestRuns, zstdLevel, attachments, action, progress);
    }

    /** These, watched. */
    public TakeOptions watchedBy(SnapshotProgress watcher) {
        return new TakeOptions(newChain, guestRuns, zstdLevel, attachments, whenCopied, watcher);
    }
}
