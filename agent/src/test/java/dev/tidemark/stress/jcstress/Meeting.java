package dev.tidemark.stress.jcstress;

/**
 * Where the two actors of a sample meet. The shorter one would run ahead of the other through the samples, and hardly any would be
 * a race. Each waits for the other, and the shorter one then for 0 to 15 spins more, so that it meets every part of the longer one.
 */
final class Meeting {
    /** Spins before a processor is given away: whom we wait for may have none. */
    private static final int PATIENCE = 1000;

    private static int turn;

    private volatile boolean shorterCame;
    private volatile boolean longerCame;

    /** For the actor that has less to do. Only one thread of a JVM calls this. */
    void shorter() {
        shorterCame = true;
        for (int spins = 0; !longerCame; spins++) {
            spin(spins);
        }
        for (int left = turn++ & 15; left > 0; left--) {
            Thread.onSpinWait();
        }
    }

    /** For the other one. */
    void longer() {
        longerCame = true;
        for (int spins = 0; !shorterCame; spins++) {
            spin(spins);
        }
    }

    private static void spin(int spins) {
        if (spins < PATIENCE) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
