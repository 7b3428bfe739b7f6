package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PageHasherTest {
    /** The library's own way to read an array is the oracle: the bytes are the same, only the way to them is ours. */
    @Test
    void isXxh3() {
        long seed = Long.getLong("tidemark.seed", System.nanoTime());
        System.out.println("hashes of all lengths: replay with -Dtidemark.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[4200];
        random.nextBytes(bytes);
        Hasher64 expected = Hashing.xxh3_64(seed);
        for (int length = 0; length <= 4100; length++) {
            int from = random.nextInt(bytes.length - length + 1);
            int at = from;
            int bound = length;
            assertEquals(
                    expected.hashBytesToLong(bytes, from, length),
                    PageHasher.Xxh3.hash(expected, bytes, from, length),
                    () -> bound + " bytes from " + at);
        }
    }

    @Test
    void readsNothingBehindTheArray() {
        byte[] bytes = new byte[64];
        assertThrows(IndexOutOfBoundsException.class, () -> PageHasher.Xxh3.hash(bytes, 1, 64));
        assertThrows(IndexOutOfBoundsException.class, () -> PageHasher.Xxh3.hash(bytes, -1, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> PageHasher.Xxh3.hash(bytes, 8, -1));
    }
}
