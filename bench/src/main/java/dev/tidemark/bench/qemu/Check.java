package dev.tidemark.bench.qemu;

import dev.tidemark.bench.report.Row;
import dev.tidemark.bench.report.SectionResult;
import dev.tidemark.bench.report.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One check of all pages, at one moment of the run, as it was measured in each {@link Way}. Tidemark counts with its median, the
 * others with their fastest pass: so what disturbs a pass can make a speed-up smaller than it is, and never larger.
 *
 * @param what {@link #LOOK} or {@link #HARVEST}
 * @param step of the guest, from 0, that came before
 * @param kind the first check after the step, one more, or one of two after all was migrated
 * @param pages that were dirty
 * @param runs that they formed
 * @param callPerPage nanoseconds of QEMU's old way
 * @param loop nanoseconds of the loop that the JIT may vectorise
 * @param tidemark nanoseconds of the API
 */
public record Check(
        String what,
        Workload workload,
        int step,
        Kind kind,
        long pages,
        long runs,
        double callPerPage,
        double loop,
        double tidemark) {

    /** {@link dev.tidemark.Region#dirtyPages} and its runs. */
    public static final String LOOK = "look";

    /** {@link dev.tidemark.Region#harvest} and its runs. */
    public static final String HARVEST = "harvest";

    /** When in the run, after a step; in this order. */
    enum Kind {
        /** Right after it: there are marks to take. */
        FIRST,
        /** Once more, nothing having been written. */
        AGAIN,
        /** After all pages were migrated, which is right after a safepoint. */
        MIGRATED,
        /** Once more, nothing having been written. */
        MIGRATED_AGAIN
    }

    /** All checks of one run in their order. */
    public static List<Check> of(SectionResult result, String what, Workload workload) {
        return result.rows().stream()
                .filter(row -> row.what().equals(what))
                .filter(row -> row.parameter("workload").equals(workload.name()))
                .filter(row -> row.parameter("way").equals(Way.TIDEMARK.name()))
                .map(row -> new Check(
                        what,
                        workload,
                        Integer.parseInt(row.parameter("step")),
                        Kind.valueOf(row.parameter("check")),
                        Long.parseLong(row.parameter("pages")),
                        Long.parseLong(row.parameter("runs")),
                        other(result, row, Way.CALL_PER_PAGE),
                        other(result, row, Way.LOOP),
                        row.value()))
                .sorted(Comparator.comparingInt(Check::step).thenComparing(Check::kind))
                .toList();
    }

    private static double other(SectionResult result, Row row, Way way) {
        return result.sibling(row, "way", way.name()).orElseThrow().smallest();
    }

    /** How many times as fast as QEMU's old way. */
    public double speedUp() {
        return callPerPage / tidemark;
    }

    /** How many times as fast as the loop. */
    double speedUpOfLoop() {
        return loop / tidemark;
    }

    /** For the reader: {@code 289 µs against 2.10 µs, look again after step 3, 8192 pages dirty in 1024 runs}. */
    public String text() {
        return Text.nanos(callPerPage) + " against " + Text.nanos(tidemark) + ", " + what + " "
                + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " after step " + step + ", " + pages
                + " pages dirty in "
                + runs + (runs == 1 ? " run" : " runs");
    }
}
