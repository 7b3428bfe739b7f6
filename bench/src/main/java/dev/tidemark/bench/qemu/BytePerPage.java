package dev.tidemark.bench.qemu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * QEMU's way before the dirty bitmap: a byte per page, a bit of it per client, asked page by page. Kept by the guest itself, which
 * marks what it writes; so it is also the oracle of this package. For one thread.
 */
final class BytePerPage {
    /** QEMU's flag of the client that migrates. */
    private static final int MIGRATION = 8;

    private static final long MIGRATION_OF_EIGHT = 0x0101_0101_0101_0101L * MIGRATION;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final byte[] flags;
    private final int pageSize;

    /**
     * All clean.
     *
     * @param pages a multiple of eight
     */
    BytePerPage(int pages, int pageSize) {
        this.flags = new byte[pages];
        this.pageSize = pageSize;
    }

    /** After the guest wrote these bytes; at least one. */
    void mark(long byteOffset, long byteLength) {
        int first = (int) (byteOffset / pageSize);
        int last = (int) ((byteOffset + byteLength - 1) / pageSize);
        for (int page = first; page <= last; page++) {
            flags[page] |= MIGRATION;
        }
    }

    void clear() {
        Arrays.fill(flags, (byte) 0);
    }

    BitSet pages() {
        BitSet pages = new BitSet(flags.length);
        for (int page = 0; page < flags.length; page++) {
            if (flags[page] != 0) {
                pages.set(page);
            }
        }
        return pages;
    }

    byte[] save() {
        return flags.clone();
    }

    void restore(byte[] saved) {
        System.arraycopy(saved, 0, flags, 0, flags.length);
    }

    /** One call for one page. The fork's options forbid to inline it: QEMU's loop called it page by page. */
    static int isDirty(byte[] flags, long byteOffset, int pageSize, int client) {
        return flags[(int) (byteOffset / pageSize)] & client;
    }

    /** As {@link #isDirty}; not inlined either. */
    static void reset(byte[] flags, long byteOffset, int pageSize, int client) {
        flags[(int) (byteOffset / pageSize)] &= (byte) ~client;
    }

    /** Checks all pages with a call for each. */
    void check(RunSum dirty) {
        long end = (long) flags.length * pageSize;
        for (long offset = 0; offset < end; offset += pageSize) {
            if (isDirty(flags, offset, pageSize, MIGRATION) != 0) {
                dirty.accept(offset, pageSize);
            }
        }
    }

    /** Checks all pages with a call for each, and resets those that are dirty. */
    void take(RunSum dirty) {
        long end = (long) flags.length * pageSize;
        for (long offset = 0; offset < end; offset += pageSize) {
            if (isDirty(flags, offset, pageSize, MIGRATION) != 0) {
                reset(flags, offset, pageSize, MIGRATION);
                dirty.accept(offset, pageSize);
            }
        }
    }

    /**
     * The same bytes in a loop without a call or a branch, eight pages at once, for the JIT to unroll and vectorise as it can. It only
     * counts the dirty pages: to name them would take a branch.
     */
    int count() {
        byte[] pages = flags;
        int dirty = 0;
        for (int page = 0; page < pages.length; page += Long.BYTES) {
            dirty += Long.bitCount((long) EIGHT.get(pages, page) & MIGRATION_OF_EIGHT);
        }
        return dirty;
    }

    /** As {@link #count}, and resets all pages. */
    int countAndReset() {
        byte[] pages = flags;
        int dirty = count();
        for (int page = 0; page < pages.length; page++) {
            pages[page] &= (byte) ~MIGRATION;
        }
        return dirty;
    }
}
