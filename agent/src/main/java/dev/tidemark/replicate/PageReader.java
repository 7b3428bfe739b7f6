package dev.tidemark.replicate;

import dev.tidemark.track.ContentHash;
import dev.tidemark.track.TrackedRegion;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Reads pages of a region and makes payloads of them: pages of zeros take no bytes, and pages that hold what was sent before are left
 * out. Every page is copied before it is looked at, because the guest may write it meanwhile. Not thread-safe.
 */
final class PageReader {
    /** Larger tables of hashes would take more memory than they are worth. */
    private static final long MAX_PRINTS = 16 << 20;

    private static final int SENT = 0;
    private static final int ZERO = 1;
    private static final int EQUAL = 2;

    private final TrackedRegion region;

    /** A page, or what fits into one frame if that is less. */
    private final int block;

    private final byte[] buffer = new byte[Protocol.MAX_RUN];
    private final Batch batch = new Batch();
    private final byte[] zeros;
    private final ContentHash hash = new ContentHash(new SecureRandom().nextLong());

    /** By page, the hash of what the replica has; 0 where that is not known. Null if it is not kept. */
    private final long[] prints;

    private final long[] counts = new long[3];
    private long frames;

    /** @param skipEqual whether to remember what was sent: 8 bytes per page */
    PageReader(TrackedRegion region, boolean skipEqual) {
        this.region = region;
        this.block = Math.min(region.pageSize(), Protocol.MAX_RUN);
        this.zeros = new byte[block];
        boolean keep = skipEqual && block == region.pageSize() && region.pageCount() <= MAX_PRINTS;
        this.prints = keep ? new long[(int) region.pageCount()] : null;
    }

    /** Forgets what the replica has of a range: it may have something else. */
    void forget(long offset, long length) {
        if (prints != null) {
            int first = (int) (offset / block);
            Arrays.fill(prints, first, (int) ((offset + length - 1) / block) + 1, 0);
        }
    }

    /** Reads a run of pages as they are now. What is not handed on yet is by {@link #flush}. */
    void read(long offset, long length, Sink sink) throws IOException {
        for (long done = 0; done < length; ) {
            int part = (int) Math.min(Protocol.MAX_RUN, length - done);
            region.read(offset + done, buffer, 0, part);
            cut(offset + done, buffer, 0, part, sink);
            done += part;
        }
    }

    /** As {@link #read(long, long, Sink)}, of bytes of the region that were copied before, from a page's beginning on. */
    void cut(long offset, byte[] from, int at, int length, Sink sink) throws IOException {
        cut(offset, from, at, length, sink, prints != null);
    }

    /**
     * Reads all pages as they are now, and does not remember what they hold: hashing takes more time than all else that is done for a
     * page here, and only what is written again needs it.
     */
    void readAll(Sink sink) throws IOException {
        flush(sink);
        for (long offset = 0; offset < region.byteSize(); offset += Protocol.MAX_RUN) {
            int length = (int) Math.min(Protocol.MAX_RUN, region.byteSize() - offset);
            batch.read(region, offset, length);
            if (mayHaveZeros(length)) {
                batch.content(buffer, length); // not read again: what is looked at must be what is sent
                batch.clear();
                cut(offset, buffer, 0, length, sink, false);
            } else {
                counts[SENT] += (length + block - 1) / block;
                frames++;
            }
            flush(sink);
        }
    }

    /** Whether a page in the batch begins with zeros, or is so short that it does not matter. */
    private boolean mayHaveZeros(int length) {
        for (int at = 0; at < length; at += block) {
            if (length - at < Long.BYTES || batch.firstBytes(at) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Hands on what is left. */
    void flush(Sink sink) throws IOException {
        if (!batch.isEmpty()) {
            sink.take(batch);
            batch.clear();
        }
    }

    /** Makes payloads of neighbours of one kind. */
    private void cut(long offset, byte[] from, int start, int length, Sink sink, boolean remember) throws IOException {
        int runStart = 0;
        int runKind = -1;
        for (int at = 0; at < length; at += block) {
            int kind = kind(offset + at, from, start + at, Math.min(block, length - at), remember);
            counts[kind]++;
            if (kind != runKind) {
                put(offset + runStart, from, start + runStart, at - runStart, runKind, sink);
                runStart = at;
                runKind = kind;
            }
        }
        put(offset + runStart, from, start + runStart, length - runStart, runKind, sink);
    }

    private int kind(long offset, byte[] from, int at, int length, boolean remember) {
        boolean zero = from[at] == 0 && Arrays.equals(from, at, at + length, zeros, 0, length);
        if (remember) {
            int page = (int) (offset / block);
            long print = print(from, at, length);
            if (prints[page] == print) {
                return EQUAL;
            }
            prints[page] = print;
        }
        return zero ? ZERO : SENT;
    }

    private long print(byte[] bytes, int at, int length) {
        long print = hash.of(bytes, at, length);
        return print == 0 ? 1 : print;
    }

    private void put(long offset, byte[] from, int at, int length, int kind, Sink sink) throws IOException {
        if (kind == SENT) {
            for (int done = 0; done < length; ) {
                int part = Math.min(length - done, room(sink));
                add(offset + done, from, at + done, part, Protocol.RAW, part);
                done += part;
            }
        } else if (kind == ZERO && length > 0) {
            if (batch.room() < 0) {
                flush(sink);
            }
            add(offset, from, at, length, Protocol.ZERO, 0);
        }
    }

    /** How many bytes of whole blocks fit into the batch, at least one. */
    private int room(Sink sink) throws IOException {
        if (batch.room() < block) {
            flush(sink);
        }
        return batch.room() / block * block;
    }

    private void add(long offset, byte[] from, int at, int length, int encoding, int content) {
        batch.add(offset, length, encoding, from, at, content);
        frames++;
    }

    /**
     * Compares pages with hashes of what the replica has.
     *
     * @param hashes two per page
     * @param differing told of each page that is not the same, as a range
     */
    void compare(long firstPage, long[] hashes, ContentHash one, ContentHash two, Sameness differing)
            throws IOException {
        byte[] page = new byte[region.pageSize()];
        for (int i = 0; i < hashes.length / 2; i++) {
            long offset = (firstPage + i) * page.length;
            int length = (int) Math.min(page.length, region.byteSize() - offset);
            region.read(offset, page, 0, length);
            boolean same = one.of(page, 0, length) == hashes[2 * i] && two.of(page, 0, length) == hashes[2 * i + 1];
            if (!same) {
                differing.differs(offset, length);
                continue;
            }
            counts[EQUAL] += (length + block - 1) / block;
            if (prints != null) {
                prints[(int) (offset / block)] = print(page, 0, length);
            }
        }
    }

    /** Takes a range that is not the same. */
    @FunctionalInterface
    interface Sameness {
        void differs(long offset, int length) throws IOException;
    }

    /** Frames since the last call. */
    long takeFrames() {
        long taken = frames;
        frames = 0;
        return taken;
    }

    /** Drops what was not handed on. */
    void drop() {
        batch.clear();
        frames = 0;
    }

    /** Pages since the last call: sent, zero, equal. */
    long[] takeCounts() {
        long[] taken = counts.clone();
        Arrays.fill(counts, 0);
        return taken;
    }
}
