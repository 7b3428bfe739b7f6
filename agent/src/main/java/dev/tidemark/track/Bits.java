package dev.tidemark.track;

import dev.tidemark.RunConsumer;

/**
 * A bitmap in a {@code long[]}: bit {@code i % 64} of word {@code i / 64} is page {@code i}. Bits past the last page are 0.
 * Ranges are half-open page indices. Not thread-safe.
 */
final class Bits {
    private Bits() {}

    static int words(long pages) {
        return Math.toIntExact((pages + 63) >>> 6);
    }

    /** All of {@code pages} pages set. */
    static long[] full(long pages) {
        long[] words = new long[words(pages)];
        for (int i = 0; i < words.length; i++) {
            words[i] = mask(i, 0, pages);
        }
        return words;
    }

    /** The bits of word {@code wordIndex} that lie in {@code [first, end)}. */
    static long mask(int wordIndex, long first, long end) {
        long base = (long) wordIndex << 6;
        long mask = -1L;
        if (first > base) {
            mask = first - base >= 64 ? 0 : mask << (first - base);
        }
        if (end < base + 64) {
            mask = end <= base ? 0 : mask & (-1L >>> (base + 64 - end));
        }
        return mask;
    }

    /** The first set bit of {@code [first, end)}, or {@code end}. */
    static long nextSet(long[] words, long first, long end) {
        for (int i = (int) (first >>> 6); i < words(end); i++) {
            long word = words[i] & mask(i, first, end);
            if (word != 0) {
                return ((long) i << 6) + Long.numberOfTrailingZeros(word);
            }
        }
        return end;
    }

    static long count(long[] words) {
        long count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** How many bits of {@code [first, end)} are set. */
    static int count(long[] words, int first, int end) {
        int count = 0;
        for (int i = first >>> 6; first < end && i < words(end); i++) {
            count += Long.bitCount(words[i] & mask(i, first, end));
        }
        return count;
    }

    /**
     * Hands every run to {@code consumer} as page index and page count, lowest first.
     *
     * <p>Worked example, word 0110_1110b: lowest 1 is bit 1, filling below it gives 0110_1111b, whose lowest 0 is bit 4: run
     * [1, 4). Clearing the trailing ones leaves 0110_0000b, and so on.
     */
    static void forEachRun(long[] words, RunConsumer consumer) {
        int i = 0;
        while (i < words.length) {
            long word = words[i];
            while (word != 0) {
                long first = ((long) i << 6) + Long.numberOfTrailingZeros(word);
                word |= word - 1;
                while (word == -1L && i + 1 < words.length) {
                    word = words[++i];
                }
                long end = ((long) i << 6) + Long.numberOfTrailingZeros(~word);
                consumer.accept(first, end - first);
                word &= word + 1;
            }
            i++;
        }
    }
}
