package dev.tidemark.jmx;

import dev.tidemark.watch.Writer;
import dev.tidemark.watch.WriterSampling;
import java.util.List;

/**
 * Who writes a region, as far as a search has found.
 *
 * @param region name of the region
 * @param every one of so many pages was sampled
 * @param samples in all, those that are not listed included
 * @param writers most samples first
 * @param total how many writers there are, listed or not
 */
public record WriterList(String region, int every, long samples, Writer[] writers, int total) {
    /** The most writers that one answer holds. */
    public static final int MAX_WRITERS = 1_000;

    static WriterList part(String region, WriterSampling state, List<Writer> found, int max) {
        return new WriterList(
                region,
                state.every(),
                state.samples(),
                found.subList(0, Math.min(max, found.size())).toArray(new Writer[0]),
                found.size());
    }
}
