package dev.tidemark.stress.soak;

/**
 * What a soak saw.
 *
 * @param clears clears of hot pages that could be judged
 * @param lostClears those never marked again though the page was written
 * @param lostPages pages that a replica lacked the last write of while their writers stood still
 * @param harvests harvests of the fast client
 * @param stops how often writers stood still and were compared
 * @param fewestWrites writes of the slowest writer
 * @param writes writes of all
 * @param churned regions that came and went meanwhile
 */
record SoakReport(
        long clears,
        long lostClears,
        long lostPages,
        long harvests,
        long stops,
        long fewestWrites,
        long writes,
        long churned) {
    private static final String MARK = "soak-report";

    long losses() {
        return lostClears + lostPages;
    }

    /** One line for another process. */
    String toLine() {
        return String.join(
                " ",
                MARK,
                "" + clears,
                "" + lostClears,
                "" + lostPages,
                "" + harvests,
                "" + stops,
                "" + fewestWrites,
                "" + writes,
                "" + churned);
    }

    /** Finds the line in a process's output. */
    static SoakReport parse(String output) {
        for (String line : output.split("\\R")) {
            if (line.startsWith(MARK)) {
                String[] f = line.split(" ");
                long[] n = new long[f.length];
                for (int i = 1; i < f.length; i++) {
                    n[i] = Long.parseLong(f[i]);
                }
                return new SoakReport(n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
            }
        }
        throw new AssertionError("the soak ended without a report:\n" + output);
    }
}
