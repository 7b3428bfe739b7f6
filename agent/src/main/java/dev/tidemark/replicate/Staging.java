package dev.tidemark.replicate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Payloads that wait in memory, so that a guest need not wait for the network. Grows to its limit and stays there. Not thread-safe. */
final class Staging implements Sink {
    private static final int CHUNK = 1 << 20;

    private final long limit;
    private final List<byte[]> chunks = new ArrayList<>();

    /** Ends of the payloads, and the index of their chunk, in order. */
    private int[] places = new int[256];

    private int count;
    private int chunk;
    private int at;

    /** @param limit bytes */
    Staging(long limit) {
        this.limit = limit;
    }

    /** Whether pages are sure to fit, however they are cut into payloads. */
    boolean fits(long pages, int pageSize) {
        long each = Math.min(pageSize, Protocol.MAX_RUN) + Protocol.FRAME_HEAD + Protocol.DATA_HEAD;
        long perPage = (pageSize + Protocol.MAX_RUN - 1L) / Protocol.MAX_RUN * each;
        long usable = limit / CHUNK * (CHUNK - 2L * Protocol.MAX_RUN);
        return pages <= usable / perPage;
    }

    void clear() {
        count = 0;
        chunk = 0;
        at = 0;
    }

    @Override
    public void data(byte[] bytes, int from, int length) {
        int needed = Protocol.FRAME_HEAD + length;
        if (at + needed > CHUNK) {
            chunk++;
            at = 0;
        }
        while (chunks.size() <= chunk) {
            chunks.add(new byte[CHUNK]);
        }
        at += Protocol.FRAME_HEAD;
        System.arraycopy(bytes, from, chunks.get(chunk), at, length);
        if (3 * count + 3 > places.length) {
            places = java.util.Arrays.copyOf(places, 2 * places.length);
        }
        places[3 * count] = chunk;
        places[3 * count + 1] = at;
        places[3 * count + 2] = length;
        count++;
        at += length;
    }

    /** Hands all on, in order. */
    void drain(Sink to) throws IOException {
        for (int i = 0; i < count; i++) {
            to.data(chunks.get(places[3 * i]), places[3 * i + 1], places[3 * i + 2]);
        }
        clear();
    }
}
