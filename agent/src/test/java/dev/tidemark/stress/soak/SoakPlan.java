package dev.tidemark.stress.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * What one soak does.
 *
 * @param direct kind of the region's buffer: direct, or heap
 * @param pages pages of 64 bytes
 * @param millis how long the writers run
 * @param seed of everything random
 * @param enough losses after which the soak ends early
 * @param copyFirst whether the harvester makes the mistake of copying before it clears
 * @param churn whether other regions open and close all the time
 * @param loop the only loop that writes, or null for all four writers
 */
record SoakPlan(
        boolean direct,
        int pages,
        long millis,
        long seed,
        long enough,
        boolean copyFirst,
        boolean churn,
        HotLoop loop) {
    static SoakPlan of(boolean direct, long millis, long seed) {
        return new SoakPlan(direct, 1 << 14, millis, seed, Long.MAX_VALUE, false, false, null);
    }

    SoakPlan withPages(int count) {
        return new SoakPlan(direct, count, millis, seed, enough, copyFirst, churn, loop);
    }

    SoakPlan untilLosses(long count) {
        return new SoakPlan(direct, pages, millis, seed, count, copyFirst, churn, loop);
    }

    SoakPlan withCopyFirst() {
        return new SoakPlan(direct, pages, millis, seed, enough, true, churn, loop);
    }

    SoakPlan withChurn() {
        return new SoakPlan(direct, pages, millis, seed, enough, copyFirst, true, loop);
    }

    SoakPlan withOnly(HotLoop one) {
        return new SoakPlan(direct, pages, millis, seed, enough, copyFirst, churn, one);
    }

    List<String> toArguments() {
        List<String> arguments = new ArrayList<>();
        for (Object value : new Object[] {direct, pages, millis, seed, enough, copyFirst, churn, loop}) {
            arguments.add(String.valueOf(value));
        }
        return arguments;
    }

    static SoakPlan parse(String[] arguments) {
        return new SoakPlan(
                Boolean.parseBoolean(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Long.parseLong(arguments[4]),
                Boolean.parseBoolean(arguments[5]),
                Boolean.parseBoolean(arguments[6]),
                arguments[7].equals("null") ? null : HotLoop.valueOf(arguments[7]));
    }
}
