package dev.tidemark.replicate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Batches that wait in memory, so that a guest need not wait for the network. Grows to its limit and stays there. Not thread-safe. */
final class Staging implements Sink {
    private final long limit;
    private final List<byte[]> rooms = new ArrayList<>();

    /** Of each batch, bytes and frames. */
    private int[] sizes = new int[64];

    private int count;

    /** What is handed on. */
    private final Batch batch = new Batch();

    /** @param limit bytes */
    Staging(long limit) {
        this.limit = limit;
    }

    /** Whether pages are sure to fit, however they are cut into frames. */
    boolean fits(long pages, int pageSize) {
        int block = Math.min(pageSize, Protocol.MAX_RUN);
        long perBatch = Batch.BYTES / (Batch.HEADS + block); // no batch is handed on that has room for one more
        return pages * (pageSize / block) <= limit / Batch.BYTES * perBatch;
    }

    void clear() {
        count = 0;
    }

    @Override
    public void take(Batch full) {
        if (rooms.size() == count) {
            rooms.add(new byte[Batch.BYTES]);
        }
        if (sizes.length < 2 * count + 2) {
            sizes = Arrays.copyOf(sizes, 2 * sizes.length);
        }
        full.save(rooms.get(count));
        sizes[2 * count] = full.size();
        sizes[2 * count + 1] = full.frames();
        count++;
    }

    /** Hands all on, in order. */
    void drain(Sink to) throws IOException {
        for (int i = 0; i < count; i++) {
            batch.load(rooms.get(i), sizes[2 * i], sizes[2 * i + 1]);
            to.take(batch);
        }
        clear();
    }
}
