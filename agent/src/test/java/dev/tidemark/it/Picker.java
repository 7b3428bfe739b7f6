package dev.tidemark.it;

import java.util.Random;

/** Random lengths and places, with a liking for edges: both ends, and both sides of page boundaries. */
final class Picker {
    private final Random random;
    private final long[] edges;

    /** {@code edges} are offsets in the memory where something begins or ends. */
    Picker(Random random, long... edges) {
        this.random = random;
        this.edges = edges.clone();
    }

    Random random() {
        return random;
    }

    /** Mostly short, sometimes several pages. */
    int length(int most) {
        int bound = random.nextInt(20) == 0 ? most : Math.min(most, 1 + random.nextInt(40));
        return bound <= 0 ? 0 : random.nextInt(Math.min(bound, 100_000) + 1);
    }

    /**
     * An index for {@code length} bytes in {@code [0, capacity)}.
     *
     * @param base where index 0 is in the memory
     */
    int index(long base, int capacity, int length) {
        int last = capacity - length;
        long at =
                switch (random.nextInt(8)) {
                    case 0 -> 0;
                    case 1 -> last;
                    case 2, 3, 4 -> edges[random.nextInt(edges.length)] - base - random.nextInt(length + 2);
                    default -> random.nextInt(last + 1);
                };
        return at < 0 || at > last ? random.nextInt(last + 1) : (int) at;
    }
}
