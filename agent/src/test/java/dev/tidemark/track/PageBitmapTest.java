package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The chunked bitmap and the sets that come from it against {@link BitSet}s: every operation, at random, with bounds that prefer the
 * borders of words and chunks. Sets that were handed out are looked at again much later: they never change.
 */
class PageBitmapTest {
    private static final long SEED = Seed.of("PageBitmapTest");
    private static final int C = Chunk.PAGES;
    private static final int[] SIZES = {1, 63, 64, 65, C - 1, C, C + 1, 2 * C - 64, 2 * C, 3 * C + 1, 130 * C + 17};

    private Random random;
    private int size;
    private PageBitmap bitmap;
    private BitSet model;
    private final List<Handed> handed = new ArrayList<>();
    private long runs;

    @Test
    void everyOperationIsThatOfABitSet() {
        int operations = 0;
        for (int round = 0; round < 220; round++) {
            start(SEED + round, SIZES[round % SIZES.length]);
            for (int i = 0; i < (size > 10 * C ? 60 : 300); i++) {
                operate();
                operations++;
                assertEquals(model.cardinality(), bitmap.count());
                if (random.nextInt(20) == 0) {
                    handed.forEach(each -> assertEquals(each.wanted, PageSets.bits(each.pages)));
                }
            }
            check(bitmap.pages(), model);
            handed.forEach(each -> check(each.pages, each.wanted));
        }
        System.out.println("PageBitmapTest: " + operations + " operations, " + runs + " runs");
        assertTrue(runs > 100_000, "nothing was tested: " + runs);
    }

    private void start(long seed, int pages) {
        random = new Random(seed);
        size = pages;
        bitmap = new PageBitmap(pages, PageBitmap.fullLast(pages));
        model = new BitSet();
        model.set(0, pages);
        handed.clear();
        if (random.nextBoolean()) {
            clear(0, pages, null);
        }
    }

    private void operate() {
        int first = bound();
        int end = Math.max(first, random.nextInt(3) == 0 ? Math.min(size, first + random.nextInt(5)) : bound());
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> setAll(first, end);
            case 3 -> {
                int page = Math.min(size - 1, first);
                bitmap.set(page);
                model.set(page);
            }
            case 4 -> check(bitmap.pages(), model);
            case 5, 6 -> clear(first, end, random.nextInt(3) == 0 ? hashes() : null);
            case 7 -> assertEquals(!model.get(first, end).isEmpty(), bitmap.any(first, end));
            case 8 -> {
                if (!handed.isEmpty()) {
                    Handed back = handed.get(random.nextInt(handed.size()));
                    bitmap.or(back.pages);
                    model.or(back.wanted);
                }
            }
            default -> combine();
        }
    }

    /** As marks are fanned out: chunk by chunk. Sets a part of the range, or all of it. */
    private void setAll(int first, int end) {
        boolean all = random.nextBoolean();
        for (int c = PageBitmap.chunkOf(first); first < end && c <= PageBitmap.chunkOf(end - 1); c++) {
            bitmap.prepare(c);
            long[] words = new long[Chunk.WORDS];
            long present = 0;
            for (int i = 0; i < Chunk.WORDS; i++) {
                long mask = Bits.mask(c * Chunk.WORDS + i, first, end);
                words[i] = mask & (all ? -1L : random.nextLong() & random.nextLong());
                present |= words[i] == 0 ? 0 : 1L << i;
            }
            int base = c * C;
            BitSet.valueOf(words).stream().forEach(page -> model.set(base + page));
            for (int i = 0; i < Chunk.WORDS; i++) {
                words[i] = (present >>> i & 1) == 0 ? 0xBAD : words[i]; // means nothing
            }
            bitmap.or(c, present, words);
            bitmap.settle(c);
        }
    }

    /** @param hashes pages that may be cleared, or null */
    private void clear(int first, int end, PageHashes hashes) {
        PageBitmap.Cut cut = bitmap.cut(first, end, hashes);
        assertEquals(model.cardinality(), bitmap.count(), "nothing is cleared yet");
        BitSet taken = new BitSet();
        taken.set(first, end);
        taken.and(model);
        check(cut.taken(), taken);
        bitmap.clear(cut);
        BitSet cleared = (BitSet) taken.clone();
        if (hashes != null) {
            for (int page = taken.nextSetBit(0); page >= 0; page = taken.nextSetBit(page + 1)) {
                cleared.set(page, isKnown(hashes, page));
            }
        }
        model.andNot(cleared);
        handed.add(new Handed(cut.taken(), taken));
        if (handed.size() > 12) {
            handed.remove(random.nextInt(handed.size()));
        }
    }

    private PageHashes hashes() {
        PageHashes hashes = new PageHashes(size);
        hashes.compareAndTake((first, count, into) -> true, 0, size, page -> {});
        for (int word = 0; word < Bits.words(size); word++) {
            hashes.forget(word, random.nextBoolean() ? 0 : random.nextLong() & random.nextLong());
        }
        return hashes;
    }

    private static boolean isKnown(PageHashes hashes, int page) {
        Chunk one = new Chunk();
        one.put(page % C / 64, 1L << page);
        return hashes.known(page / C, one).count == 1;
    }

    private void combine() {
        if (handed.size() < 2) {
            return;
        }
        Handed a = handed.get(random.nextInt(handed.size()));
        Handed b = handed.get(random.nextInt(handed.size()));
        SetOperation operation = SetOperation.values()[random.nextInt(3)];
        BitSet wanted = (BitSet) a.wanted.clone();
        switch (operation) {
            case OR -> wanted.or(b.wanted);
            case AND -> wanted.and(b.wanted);
            case AND_NOT -> wanted.andNot(b.wanted);
        }
        Pages combined = a.pages.combined(operation, b.pages);
        check(combined, wanted);
        handed.set(random.nextInt(handed.size()), new Handed(combined, wanted));
    }

    private void check(Pages pages, BitSet wanted) {
        assertEquals(wanted.cardinality(), pages.count());
        List<Long> found = new ArrayList<>();
        int shift = random.nextInt(20);
        long byteSize = ((long) size << shift) - random.nextInt(1 << shift);
        pages.forEachRun(shift, byteSize, (offset, length) -> {
            found.add(offset);
            found.add(length);
        });
        List<Long> all = new ArrayList<>();
        for (int first = wanted.nextSetBit(0); first >= 0; ) {
            int end = wanted.nextClearBit(first);
            all.add((long) first << shift);
            all.add(Math.min((long) end << shift, byteSize) - ((long) first << shift));
            first = wanted.nextSetBit(end);
        }
        assertEquals(all, found);
        assertEquals(all.size() / 2, pages.runCount());
        runs += pages.runCount();
        for (int i = 0; i < 4; i++) {
            int page = Math.min(size - 1, bound());
            assertEquals(wanted.get(page), pages.has(page));
        }
    }

    /** A page, or the end; often at the border of a word or chunk, or beside it. */
    private int bound() {
        int page = random.nextInt(size + 1);
        int unit = random.nextBoolean() ? C : 64;
        return switch (random.nextInt(4)) {
            case 0 -> page;
            case 1 -> random.nextBoolean() ? 0 : size;
            default -> Math.max(0, Math.min(size, page / unit * unit + random.nextInt(3) - 1));
        };
    }

    private record Handed(Pages pages, BitSet wanted) {}
}
