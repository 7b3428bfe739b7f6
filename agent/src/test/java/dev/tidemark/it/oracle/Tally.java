package dev.tidemark.it.oracle;

/** What a group's runs came to. */
final class Tally {
    int runs;
    int missed;
    int broken;
    long changedBytes;
    long changedPages;
    long markedPages;
    long overMarkedPages;

    void add(Tally other) {
        runs += other.runs;
        missed += other.missed;
        broken += other.broken;
        changedBytes += other.changedBytes;
        changedPages += other.changedPages;
        markedPages += other.markedPages;
        overMarkedPages += other.overMarkedPages;
    }

    int failures() {
        return missed + broken;
    }

    @Override
    public String toString() {
        return runs + " cases, " + changedBytes + " bytes changed on " + changedPages + " pages, " + markedPages
                + " pages marked, " + overMarkedPages + " of them unchanged, " + missed + " missed, " + broken
                + " broken";
    }
}
