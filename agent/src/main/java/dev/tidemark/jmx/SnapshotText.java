package dev.tidemark.jmx;

import dev.tidemark.options.Sizes;
import java.util.Locale;
import java.util.stream.Collectors;

/** Snapshots and jobs for a reader. Lines each end with {@code \n}. */
public final class SnapshotText {
    private SnapshotText() {}

    static String took(SnapshotPoint point, TakeFigures did) {
        String pause = did.pauseNanos() == 0 ? "the guest ran on" : "guest pause " + millis(did.pauseNanos());
        return "took " + point.name() + " of region '" + point.region() + "': " + point.kind() + ", "
                + Sizes.humanAndExact(did.fileBytes()) + "\n" + pages(did)
                + (did.writtenMeanwhile() > 0 ? ", written meanwhile " + did.writtenMeanwhile() : "") + "\n" + pause
                + ", total " + millis(did.totalNanos()) + "\n";
    }

    static String would(String region, TakeFigures would) {
        return "the next snapshot of region '" + region + "' would be: " + (would.full() ? "full" : "increment") + ", "
                + Sizes.humanAndExact(would.fileBytes()) + "\n" + pages(would) + "\n";
    }

    private static String pages(TakeFigures did) {
        return "pages looked at " + did.dirtyPages() + ", stored " + did.storedPages() + ", zero " + did.zeroPages()
                + ", unchanged " + did.equalPages();
    }

    static String restored(SnapshotPoint point, long pauseNanos, long totalNanos) {
        return "restored " + point.name() + " into region '" + point.region() + "', "
                + Sizes.humanAndExact(point.byteSize()) + "\nguest pause " + millis(pauseNanos) + ", total "
                + millis(totalNanos) + "\n";
    }

    /** What verify found in a store of so many points. */
    public static String verified(int points, SnapshotDamage[] damaged) {
        StringBuilder text = new StringBuilder(damaged.length == 0 ? points + " snapshots, all right\n" : "");
        for (SnapshotDamage each : damaged) {
            text.append(each.file())
                    .append(", byte ")
                    .append(each.byteOffset())
                    .append(": ")
                    .append(each.text())
                    .append('\n');
        }
        return text.toString();
    }

    /** What compact did. */
    public static String merged(boolean wasFull, SnapshotPoint after) {
        return wasFull
                ? after.name() + " is full already\n"
                : "merged " + after.name() + " into " + after.file() + ", " + Sizes.humanAndExact(after.fileBytes())
                        + "\n";
    }

    /** What prune did, or would do. */
    public static String pruned(String[] files, boolean dryRun) {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            text.append(dryRun ? "would delete " : "deleted ").append(file).append('\n');
        }
        return text.append(files.length)
                .append(dryRun ? " files to delete\n" : " files deleted\n")
                .toString();
    }

    static String list(SnapshotPoints list, String howToGoOn) {
        StringBuilder text =
                new StringBuilder("snapshots ").append(list.total()).append('\n');
        for (SnapshotPoint point : list.points()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s  %-9s  %s  file %s, region '%s' of %s\n",
                    point.name(),
                    point.kind(),
                    point.takenAt(),
                    Sizes.human(point.fileBytes()),
                    point.region(),
                    Sizes.human(point.byteSize())));
        }
        if (list.damaged().length > 0) {
            text.append("damaged files:\n").append(verified(0, list.damaged()));
        }
        if (list.next() >= 0) {
            text.append("there is more: ").append(howToGoOn).append('\n');
        }
        return text.toString();
    }

    static String job(SnapshotJob job) {
        String head = "job " + job.id() + ", " + job.operation() + ", " + job.state();
        if (job.state() == JobState.RUNNING) {
            return head + ", " + Sizes.human(job.doneBytes()) + " of " + Sizes.human(job.totalBytes()) + "\n";
        }
        return head + "\n" + job.text() + (job.text().endsWith("\n") ? "" : "\n");
    }

    /** The last lines where there are very many: the sum is the last one. */
    static String cut(String text) {
        long more = text.lines().count() - SnapshotJob.MAX_FILES;
        return more <= 0
                ? text
                : "(" + more + " lines left out)\n"
                        + text.lines().skip(more).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
