package dev.tidemark.bench.peers;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;

/** A 64-bit XXH3 per page. A direct page is copied out first: the hash reads arrays. */
final class Xxh3 extends PageSums {
    private static final Hasher64 HASHER = Hashing.xxh3_64();

    private final byte[] page = new byte[GuestMemory.PAGE_SIZE];

    Xxh3(GuestMemory memory) {
        super(memory);
        begin();
    }

    @Override
    long sum(ByteBuffer chunk, int at) {
        if (chunk.hasArray()) {
            return HASHER.hashBytesToLong(chunk.array(), chunk.arrayOffset() + at, GuestMemory.PAGE_SIZE);
        }
        chunk.get(at, page, 0, GuestMemory.PAGE_SIZE);
        return HASHER.hashBytesToLong(page, 0, GuestMemory.PAGE_SIZE);
    }
}
