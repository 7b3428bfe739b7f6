package dev.tidemark.sample;

import dev.tidemark.sample.image.ImageOracle.Finding;
import java.io.PrintWriter;
import java.util.Locale;

/** The table that a person reads, and the sums below it. */
final class Report {
    private static final String ROW = "%5s %12s %11s %10s %13s %10s %9s %11s %6s";

    private final PrintWriter out;
    private final long byteSize;
    private int rounds;
    private long transactions;
    private long pages;
    private long bytes;
    private long nanos;
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
                "dirty runs",
                "bytes written",
                "% of full",
                "ms",
                "over-marked",
                "missed"));
    }

    /** The first copy. Over-marked pages are not counted: a base copy is meant to hold everything. */
    void base(Migration.Step step, Finding finding) {
        missed += finding.missed();
        row("base", "-", step, "-", finding);
    }

    void round(int transactionsInRound, Migration.Step step, Finding finding) {
        rounds++;
        transactions += transactionsInRound;
        pages += step.pages();
        bytes += step.bytes();
        nanos += step.nanos();
        overMarked += finding.overMarked();
        missed += finding.missed();
        row(Integer.toString(rounds), count(transactionsInRound), step, count(finding.overMarked()), finding);
    }

    private void row(
            String round, String transactionsText, Migration.Step step, String overMarkedText, Finding finding) {
        line(String.format(
                Locale.ROOT,
                ROW,
                round,
                transactionsText,
                count(step.pages()),
                count(step.runs()),
                count(step.bytes()),
                percent(step.bytes(), byteSize),
                millis(step.nanos()),
                overMarkedText,
                count(finding.missed())));
        if (finding.missed() > 0) {
            line("      the first missed page is " + finding.firstMissed());
        }
    }

    /** The sums of all rounds. The base copy is not among them. */
    void totals() {
        line(String.format(
                Locale.ROOT,
                "total %,d transactions, %,d pages copied, %,d bytes = %s %% of %,d full copies, %s ms, over-marked %,d,"
                        + " missed %,d",
                transactions,
                pages,
                bytes,
                percent(bytes, byteSize * rounds),
                rounds,
                millis(nanos),
                overMarked,
                missed));
    }

    /** Pages of all checks in which memory and image differed; must be 0. */
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
