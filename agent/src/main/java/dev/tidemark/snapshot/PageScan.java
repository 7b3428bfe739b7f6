package dev.tidemark.snapshot;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Looks at dirty pages one by one and decides which have to be stored. A page's CRC32C (its <i>print</i>) against the one it had in the
 * parent tells most changed pages at once; where they agree the bytes themselves are compared with the parent's, so that no page is
 * ever left out because two contents have the same CRC. Not thread-safe.
 */
final class PageScan {
    /** Knows the parent's bytes. */
    interface Parent {
        /** Whether the page had these bytes. False if that cannot be found out. */
        boolean same(long offset, ByteBuffer page);
    }

    private final ByteBuffer memory;
    private final MemorySums sums;
    private final ByteBuffer zeros;
    private final int pageSize;
    private final int[] known;
    private final Parent parent;
    private Checksums.After after;
    private final RunTable runs = new RunTable(64);

    private int[] prints = new int[64];
    private int[] firstPrints = new int[64];
    private int pages;
    private long storedPages;
    private long zeroPages;
    private long equalPages;

    /**
     * A scan.
     *
     * @param known the parent's prints, or null for a full snapshot
     */
    PageScan(ByteBuffer memory, int pageSize, int[] known, Parent parent) {
        this.memory = memory;
        this.sums = new MemorySums(memory);
        this.pageSize = pageSize;
        this.known = known;
        this.parent = parent;
        this.zeros = ByteBuffer.allocate(pageSize);
        this.after = Checksums.after(pageSize);
    }

    /** Looks at the pages of a run; runs come in ascending order. */
    void add(long offset, long length) {
        long end = offset + length;
        for (long at = offset; at < end; at += pageSize) {
            addPage((int) at, (int) Math.min(pageSize, end - at));
        }
    }

    private void addPage(int offset, int length) {
        int print = sums.crc(offset, length);
        if (pages == prints.length) {
            prints = Arrays.copyOf(prints, Math.max(64, pages * 2));
        }
        prints[pages++] = print;
        memory.limit(offset + length).position(offset);
        boolean zero = isZero(offset, length);
        if (known != null && known[offset / pageSize] == print && parent.same(offset, memory)) {
            equalPages++;
            return;
        }
        if (!zero) {
            storedPages++;
            append(offset, length, SnapshotFormat.RAW, print);
            return;
        }
        zeroPages++;
        if (known != null) {
            append(offset, length, SnapshotFormat.ZERO, 0);
        }
    }

    private void append(int offset, int length, int encoding, int print) {
        int before = runs.size();
        runs.add(offset, length, encoding);
        if (encoding == SnapshotFormat.RAW) {
            int run = runs.size() - 1;
            runs.sum(run, runs.size() > before ? print : after(length).of(runs.crc(run)) ^ print);
        }
        if (runs.size() > before) {
            if (before == firstPrints.length) {
                firstPrints = Arrays.copyOf(firstPrints, Math.max(64, before * 2));
            }
            firstPrints[before] = pages - 1;
        }
    }

    /** Only the region's last page may have another length. */
    private Checksums.After after(int length) {
        if (after.length() != length) {
            after = Checksums.after(length);
        }
        return after;
    }

    private boolean isZero(int offset, int length) {
        if (memory.get(offset) != 0) {
            return false;
        }
        boolean zero = memory.mismatch(zeros.limit(length).position(0)) < 0;
        memory.position(offset);
        return zero;
    }

    /** What was stored of a run is another moment's content than what was scanned. */
    void rePrint(int run, ByteBuffer content) {
        int at = firstPrints[run];
        for (int offset = 0; offset < content.limit(); offset += pageSize) {
            prints[at++] = Checksums.crc(content.slice(offset, Math.min(pageSize, content.limit() - offset)));
        }
    }

    /** Whether every page so far has to be stored. */
    boolean storesAll() {
        return storedPages == pages;
    }

    RunTable runs() {
        return runs;
    }

    /** The print of the page that was looked at as number {@code page}. */
    int print(int page) {
        return prints[page];
    }

    long pages() {
        return pages;
    }

    long storedPages() {
        return storedPages;
    }

    long zeroPages() {
        return zeroPages;
    }

    long equalPages() {
        return equalPages;
    }
}
