package dev.tidemark;

import java.nio.ByteBuffer;

/**
 * One tracked buffer, divided into pages from its first byte on. The last page may be shorter than {@link #pageSize()}.
 *
 * <p><b>The promise.</b> A write that completed before a harvest is in that harvest or in an earlier one of the client; a
 * write that races with it is in this one or in the next. Whoever reads a page after the harvest returned sees data at
 * least as new as every mark that was cleared. A page may be called dirty though its bytes did not change; a page that was
 * written in a way that the agent sees is never called clean. {@link Coverage} tells what it does not see.
 *
 * <p><b>Ranges.</b> {@code offset} and {@code length} are bytes within the region. A look ({@link #isDirty}) rounds
 * outwards to whole pages, {@link #clear} rounds inwards, {@link #harvest(Client, long, long)} takes page-aligned bounds. A
 * range that leaves the region is refused with {@link IndexOutOfBoundsException}.
 *
 * <p><b>Thread safety and cost.</b> Any thread. Operations of one region exclude one another; none of them ever blocks a
 * writer. Looking and harvesting cost what is dirty, and next to nothing where nothing is. A harvest or clear that takes anything also
 * makes every thread of the JVM pass one safepoint (20 to 200 µs).
 *
 * <p>A region whose {@link Coverage} is not complete is hashed where the agent's option {@code escape} is {@code hash}: each look,
 * harvest and clear then reads the bytes of its range too, at some gigabytes per second, and the region takes 8 bytes more per page.
 * The plain attributes never do.
 *
 * <p>After {@link #close()}, or once its memory is gone, every operation but the plain attributes throws {@link
 * IllegalStateException}.
 */
public interface Region extends AutoCloseable {
    /** Unique among open regions. */
    String name();

    /** What kind of memory this is. */
    RegionKind kind();

    /** Size in bytes, at least 1. */
    long byteSize();

    /** Bytes per page: a power of two from 64 to 2 MiB. */
    int pageSize();

    /** Number of pages: {@code byteSize / pageSize}, rounded up. */
    long pageCount();

    /** What is known of writes that the agent cannot see: the first reason that made the region leave {@link Coverage#COMPLETE}. */
    Coverage coverage();

    /**
     * Why the coverage is not {@link Coverage#COMPLETE}, as one line: what happened, when, through which method of the
     * application, what followed, and what is done about it. Empty while it is complete.
     */
    String coverageReason();

    /** False once closed, or once the buffer was collected or its memory freed. */
    boolean isOpen();

    /** Ends tracking. The buffer itself is untouched. Further calls do nothing. */
    @Override
    void close();

    /**
     * Whether any page that touches the range is dirty for the client. An empty range is clean.
     *
     * @throws IndexOutOfBoundsException if the range leaves the region
     */
    boolean isDirty(Client client, long offset, long length);

    /** How many pages are dirty for the client. */
    long dirtyPageCount(Client client);

    /** A look at the client's dirty pages. Clears nothing; the result is a snapshot that does not change. */
    DirtyPages dirtyPages(Client client);

    /**
     * Takes all dirty pages of the client: they are in the result, and clean afterwards. Other clients are not touched.
     * Read the pages after this method returned, and {@link DirtyPages#giveBack() give them back} if copying fails.
     */
    DirtyPages harvest(Client client);

    /**
     * Takes the client's dirty pages within a range; bits outside stay.
     *
     * @param offset a multiple of the page size
     * @param length a multiple of the page size, or up to the region's end
     * @throws IllegalArgumentException if a bound is not aligned
     * @throws IndexOutOfBoundsException if the range leaves the region
     */
    DirtyPages harvest(Client client, long offset, long length);

    /**
     * Marks every page that touches the range dirty for every client: for writes that the agent cannot see. Call it after
     * the write. Costs one byte store per page and never blocks.
     *
     * @throws IndexOutOfBoundsException if the range leaves the region
     */
    void markDirty(long offset, long length);

    /**
     * Makes the pages that lie wholly within the range clean for the client. The region's last page counts as whole if the
     * range reaches the region's end.
     *
     * @throws IndexOutOfBoundsException if the range leaves the region
     */
    void clear(Client client, long offset, long length);

    /**
     * ORs an external dirty log into the write side, for every client: bit {@code i} of {@code bits} (bit {@code i % 64} of
     * {@code bits[i / 64]}) is page {@code firstPage + i}. The way for logs that a hypervisor or a native library keeps. The
     * array is copied first, so it may be written meanwhile.
     *
     * @throws IndexOutOfBoundsException if {@code firstPage}, or a set bit, is no page of the region; nothing is marked then
     */
    void mergeDirtyLog(long firstPage, long[] bits);

    /**
     * The region's bytes as a buffer, for copying: index 0 is the region's first byte, big-endian, limit at capacity.
     * Writes through it are tracked. Holding it keeps the memory alive.
     *
     * @throws UnsupportedOperationException if the region is native memory that no buffer spans
     */
    ByteBuffer memory();
}
