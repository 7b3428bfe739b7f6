package dev.tidemark.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The region's bytes at one point of a chain. Every run is checked as a whole before any byte of it is handed out. Keeps the files of
 * the chain open, their run indexes, and up to {@value #CACHE_BYTES} bytes of runs. Not thread-safe.
 */
final class ChainReader implements AutoCloseable {
    private static final int CACHE_BYTES = 32 << 20;
    private static final int OPEN_FILES = 64;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final List<SnapshotFile> files = new ArrayList<>();
    private final ChainLayout layout;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SnapshotFile.SCRATCH_BYTES);
    private final Map<Long, ByteBuffer> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cached;
    private int reopened;

    /** Opens the files of a chain, the full snapshot first; they must fit together. */
    ChainReader(List<Path> paths) throws IOException {
        try {
            ChainLayout all = ChainLayout.EMPTY;
            for (Path path : paths) {
                SnapshotFile file = SnapshotFile.open(path);
                files.add(file);
                if (files.size() > 1) {
                    Chain.checkLink(files.get(files.size() - 2).header(), file.header());
                }
                all = all.overlay(file.runs(), files.size() - 1);
                if (files.size() > OPEN_FILES) {
                    file.release();
                }
            }
            layout = all;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The header of the point itself. */
    Header tip() {
        return files.get(files.size() - 1).header();
    }

    Map<String, byte[]> attachments() throws IOException {
        return files.get(files.size() - 1).attachments();
    }

    ChainLayout layout() {
        return layout;
    }

    /** Whether there are no data for any byte of the range, so that all of it is zero. */
    boolean isZero(long offset, long length) throws IOException {
        for (int i = layout.segmentAfter(offset); i < layout.size() && layout.start(i) < offset + length; i++) {
            if (!isZeroSegment(i)) {
                return false;
            }
        }
        return true;
    }

    /** Fills {@code into} with the region's bytes from {@code offset} on. */
    void read(long offset, ByteBuffer into) throws IOException {
        long end = offset + into.remaining();
        int base = into.position();
        long at = offset;
        for (int i = layout.segmentAfter(offset); at < end; i++) {
            long start = i < layout.size() ? Math.min(Math.max(layout.start(i), at), end) : end;
            zero(into, base + (int) (at - offset), (int) (start - at));
            at = start;
            if (at == end) {
                break;
            }
            int length = (int) (Math.min(layout.end(i), end) - at);
            int index = base + (int) (at - offset);
            if (isZeroSegment(i)) {
                zero(into, index, length);
            } else {
                long runAt = files.get(layout.file(i)).runs().offset(layout.run(i));
                into.put(index, run(layout.file(i), layout.run(i)), (int) (at - runAt), length);
            }
            at += length;
        }
        into.position(base + (int) (end - offset));
    }

    @Override
    public void close() throws IOException {
        for (SnapshotFile file : files) {
            file.close();
        }
    }

    /** A long chain has more files than the system may let us open. */
    private void releaseAll() throws IOException {
        for (SnapshotFile file : files) {
            file.release();
        }
    }

    boolean isZeroSegment(int segment) throws IOException {
        return files.get(layout.file(segment)).runs().isZero(layout.run(segment));
    }

    private ByteBuffer run(int file, int run) throws IOException {
        long key = (long) file << 32 | run;
        ByteBuffer content = cache.get(key);
        if (content == null) {
            int length = files.get(file).runs().length(run);
            for (Iterator<ByteBuffer> oldest = cache.values().iterator();
                    cached + length > CACHE_BYTES && oldest.hasNext(); ) {
                cached -= oldest.next().capacity();
                oldest.remove();
            }
            content = ByteBuffer.allocate(length);
            if (files.get(file).isReleased() && ++reopened % OPEN_FILES == 0) {
                releaseAll();
            }
            files.get(file).readRun(run, content, scratch);
            cache.put(key, content.clear());
            cached += length;
        }
        return content;
    }

    private static void zero(ByteBuffer into, int index, int length) {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, ZEROS.capacity());
            into.put(index + done, ZEROS, 0, part);
            done += part;
        }
    }
}
