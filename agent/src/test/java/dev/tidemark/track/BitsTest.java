package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.it.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bitmap against {@link BitSet}. */
class BitsTest {
    private static final int[] SIZES = {1, 2, 63, 64, 65, 127, 128, 129, 191, 192, 193, 1000};

    private final Random random = new Random(Seed.of("BitsTest"));

    @Test
    void fullHasEveryPageAndNoneAfter() {
        for (int size : SIZES) {
            BitSet wanted = new BitSet();
            wanted.set(0, size);
            assertEquals(wanted, BitSet.valueOf(Bits.full(size)));
            assertEquals((size + 63) / 64, Bits.full(size).length);
        }
    }

    @Test
    void aMaskIsTheRangesShareOfItsWord() {
        for (int first = 0; first <= 200; first++) {
            for (int end = first; end <= 200; end++) {
                for (int word = 0; word < 4; word++) {
                    BitSet wanted = new BitSet();
                    wanted.set(first, end);
                    BitSet share = wanted.get(word * 64, word * 64 + 64);
                    assertEquals(share, BitSet.valueOf(new long[] {Bits.mask(word, first, end)}), first + " to " + end);
                }
            }
        }
    }

    @Test
    void countsRunsAndRangesAreThoseOfABitSet() {
        for (int round = 0; round < 20_000; round++) {
            int size = SIZES[random.nextInt(SIZES.length)];
            BitSet model = random(size);
            long[] words = Arrays.copyOf(model.toLongArray(), Bits.words(size));
            assertEquals(model.cardinality(), Bits.count(words));

            List<Long> runs = new ArrayList<>();
            for (int first = model.nextSetBit(0); first >= 0; ) {
                int end = model.nextClearBit(first);
                runs.add((long) first);
                runs.add((long) end - first);
                first = model.nextSetBit(end);
            }
            List<Long> found = new ArrayList<>();
            Bits.forEachRun(words, (first, count) -> {
                found.add(first);
                found.add(count);
            });
            assertEquals(runs, found);

            int first = random.nextInt(size + 1);
            int end = first + random.nextInt(size - first + 1);
            BitSet range = new BitSet();
            range.set(first, end);
            range.and(model);
            assertEquals(range.cardinality(), Bits.count(words, first, end));
            assertEquals(range.isEmpty() ? end : range.nextSetBit(0), Bits.nextSet(words, first, end));
        }
    }

    /** Empty, full, sparse, dense, or in long runs. */
    private BitSet random(int size) {
        BitSet bits = new BitSet();
        switch (random.nextInt(5)) {
            case 0 -> bits.set(0, size);
            case 1 -> {
                for (int i = 0; i < size; i++) {
                    bits.set(i, random.nextBoolean());
                }
            }
            default -> {
                for (int i = random.nextInt(6); i > 0; i--) {
                    int first = random.nextInt(size);
                    bits.set(first, first + 1 + random.nextInt(size - first));
                    bits.clear(random.nextInt(size));
                }
            }
        }
        return bits;
    }
}
