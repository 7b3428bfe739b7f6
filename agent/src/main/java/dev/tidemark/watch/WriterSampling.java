package dev.tidemark.watch;

/**
 * A search for the writers of a region.
 *
 * @param on whether it goes on
 * @param every of so many pages that were clean and written, one is sampled
 * @param secondsLeft until it ends by itself
 * @param marks pages that were clean and written
 * @param samples how many of them were sampled
 * @param others samples that are counted without a writer, because too many different ones were there already
 */
public record WriterSampling(boolean on, int every, long secondsLeft, long marks, long samples, long others) {}
