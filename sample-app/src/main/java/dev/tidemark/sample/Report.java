package dev.tidemark.sample;

import dev.tidemark.sample.point.PointOracle.Finding;
import dev.tidemark.snapshot.Taken;
import java.io.PrintWriter;
import java.util.Locale;

/** The table that a person reads, and the sums below it. */
final class Report {
    private static final String ROW = "%5s %12s %11s %7s %10s %9s %8s %8s %11s %6s";

    private final PrintWriter out;
    private final long byteSize;
    private int rounds;
    private long transactions;
    private long pages;
    private long bytes;
    private long pauseNanos;
    private long totalNanos;
    private long overMarked;
    private long missed;

    /**
     * An empty table.
     *
     * @param byteSize size of a full copy
     */
    Report(PrintWriter out, long byteSize) {
        this.out = out;
        this.byteSize = byteSize;
    }

    void heading() {
        line(String.format(
                Locale.ROOT,
                ROW,
                "round",
                "transactions",
                "dirty pages",
                "stored",
                "file bytes",
                "% of full",
                "pause ms",
                "total ms",
                "over-marked",
                "missed"));
    }

    /** The full snapshot. Over-marked pages are not counted: it is meant to look at everything. */
    void base(Taken taken, Finding finding) {
        missed += finding.missed();
        row("base", "-", taken, "-", finding);
    }

    void round(int transactionsInRound, Taken taken, Finding finding) {
        rounds++;
        transactions += transactionsInRound;
        pages += taken.storedPages();
        bytes += taken.snapshot().fileBytes();
        pauseNanos += taken.pauseNanos();
        totalNanos += taken.totalNanos();
        long inVain = taken.dirtyPages() - finding.changed();
        overMarked += inVain;
        missed += finding.missed();
        row(Integer.toString(rounds), count(transactionsInRound), taken, count(inVain), finding);
    }

    private void row(String round, String transactionsText, Taken taken, String overMarkedText, Finding finding) {
        line(String.format(
                Locale.ROOT,
                ROW,
                round,
                transactionsText,
                count(taken.dirtyPages()),
                count(taken.storedPages()),
                count(taken.snapshot().fileBytes()),
                percent(taken.snapshot().fileBytes(), byteSize),
                millis(taken.pauseNanos()),
                millis(taken.totalNanos()),
                overMarkedText,
                count(finding.missed())));
        if (finding.missed() > 0) {
            line("      the first missed page is " + finding.firstMissed());
        }
    }

    /** The sums of all rounds. The full snapshot is not among them. */
    void totals() {
        line(String.format(
                Locale.ROOT,
                "total %,d transactions, %,d pages stored, %,d bytes = %s %% of %,d full copies, guest pause %s ms of %s ms,"
                        + " over-marked %,d, missed %,d",
                transactions,
                pages,
                bytes,
                percent(bytes, byteSize * rounds),
                rounds,
                millis(pauseNanos),
                millis(totalNanos),
                overMarked,
                missed));
    }

    /** Pages of all checks in which memory and snapshot differed; must be 0. */
    long missed() {
        return missed;
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%,.1f", nanos / 1e6);
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f", whole == 0 ? 0.0 : 100.0 * part / whole);
    }
}
