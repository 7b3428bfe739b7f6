package dev.tidemark.stress.jcstress;

import dev.tidemark.boot.Marks;

/** Marks of eight groups, a page of which was written and taken: its levels were visited, and no safepoint has passed since. */
final class VisitedLevels {
    private static final int GROUPS = 8;
    private static final int PAGE = 77;

    /** A page of another group. */
    private static final int ELSEWHERE = 3 * Marks.GROUP;

    private final Marks marks = Marks.inArray(GROUPS * Marks.GROUP);
    private final long[] words = new long[64];

    VisitedLevels() {
        mark();
        harvest();
    }

    void mark() {
        marks.markAll(PAGE, PAGE);
    }

    void markElsewhere() {
        marks.markAll(ELSEWHERE, ELSEWHERE);
    }

    /** Clears the levels of what is clean, as after a real safepoint: the writers that were there before are done. */
    void safepointPassed() {
        marks.safepointPassed();
    }

    /** As {@code PageTable} does it: only groups that the levels show are taken. Whether the page was among them. */
    boolean harvest() {
        int group = marks.nextGroup(0, GROUPS);
        if (group == GROUPS) {
            return false;
        }
        long present = marks.take(group, GROUPS, words);
        return (present >>> PAGE / Long.SIZE & words[PAGE / Long.SIZE] >>> PAGE & 1) != 0;
    }
}
