package dev.tidemark.track;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * Hashes of page content that two processes can compare: XXH3, 64 bits, of a seed. With a seed that whoever writes the pages cannot
 * know, two contents have the same hash once in 2<sup>64</sup>. Immutable, thread-safe.
 */
public final class ContentHash {
    private final Hasher64 hasher;

    /** The hash of that seed. */
    public ContentHash(long seed) {
        hasher = Hashing.xxh3_64(seed);
    }

    /** The hash of {@code length} bytes. */
    public long of(byte[] bytes, int from, int length) {
        return hasher.hashBytesToLong(bytes, from, length);
    }
}
