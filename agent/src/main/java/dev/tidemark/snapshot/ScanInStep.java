package dev.tidemark.snapshot;

import dev.tidemark.RunConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Looks at a few pages of a snapshot and writes them while the processor still has them in its cache, then at the next few.
 *
 * <p><b>The guess.</b> Where the data begin in the file depends on how many runs there will be, and that is known in the end. Until then
 * it is taken for granted that every page is stored. The first page that is zero or as in the parent ends that: the rest is looked at
 * only, and then the data are written from their beginning, at the right place.
 *
 * <p>Not thread-safe.
 */
final class ScanInStep {
    /** Looked at before they are written, if that is not too much. Less makes for small writes, which cost the system more per page. */
    private static final int STEP_PAGES = 256;

    /** Enough, unless a page is larger: more would no longer be in the cache. */
    private static final int STEP_BYTES = 1 << 20;

    private final PageScan scan;
    private final SnapshotWriter writer;
    private final int stepBytes;
    private long notWritten;
    private int nextRun;

    ScanInStep(PageScan scan, int pageSize, SnapshotWriter writer) {
        this.scan = scan;
        this.writer = writer;
        this.stepBytes = Math.max(pageSize, Math.min(STEP_PAGES * pageSize, STEP_BYTES));
    }

    /**
     * Looks at all pages and writes the data.
     *
     * @param pages hands out the runs of pages to look at, in ascending order, the same ones each time
     */
    void write(Header plan, ByteBuffer attachments, Consumer<RunConsumer> pages) throws IOException {
        long[] sums = new long[2];
        pages.accept((offset, length) -> {
            sums[0] += (length + SnapshotFormat.MAX_RUN_DATA - 1) / SnapshotFormat.MAX_RUN_DATA;
            sums[1] += length;
        });
        writer.begin(plan, attachments, Math.toIntExact(sums[0]), sums[1]);
        try {
            pages.accept((offset, length) -> {
                for (long at = 0; at < length; at += stepBytes) {
                    step(offset + at, Math.min(stepBytes, length - at));
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (scan.storesAll() && scan.runs().size() == sums[0]) {
            writeUpTo(scan.runs().size());
        } else {
            writer.restart();
            writer.writeData(plan, attachments);
        }
    }

    private void step(long offset, long length) {
        scan.add(offset, length);
        notWritten += length;
        if (notWritten >= stepBytes && scan.storesAll()) {
            try {
                writeUpTo(scan.runs().size() - 1); // the last one may go on
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void writeUpTo(int run) throws IOException {
        while (nextRun < run) {
            writer.write(nextRun++);
        }
        writer.flush();
        notWritten = 0;
    }
}
