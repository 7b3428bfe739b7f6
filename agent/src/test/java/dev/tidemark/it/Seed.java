package dev.tidemark.it;

import java.util.SplittableRandom;

/** The seed of a random test: printed, and taken from the system property {@code tidemark.seed} to replay a failure. */
public final class Seed {
    private Seed() {}

    /** A seed for {@code test}, new at each run unless the property fixes it. */
    public static long of(String test) {
        long seed = Long.getLong("tidemark.seed", new SplittableRandom().nextLong());
        System.out.println(test + ": replay with -Dtidemark.seed=" + seed);
        return seed;
    }
}
