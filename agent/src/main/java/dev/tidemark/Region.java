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

    /**
     * Keeps the region's present content in memory, to be brought back by {@link #rollback}. The first one copies the region, each
     * later one what changed since the last checkpoint or rollback. Uses a client of its own, of this region alone, that no
     * name leads to: other clients, and their limit, are not touched.
     *
     * <p><b>Call it while nobody writes the region</b>, between two calls of the guest for example. A page that is written
     * meanwhile is kept as a mix of old and new bytes, and a page copied early may be older than one copied late; the write itself
     * stays in the region and is known as a change, as any other.
     *
     * @throws IllegalStateException if the region has ended
     * @throws OutOfMemoryError if the Java heap cannot hold the copies; then nothing is lost, and the next checkpoint or rollback
     *     has all changes
     */
    Checkpoint checkpoint();

    /**
     * Makes the region's content what it was at a checkpoint, whichever way it was taken. Reads the pages that were written since,
     * and those in which the checkpoint differs from the one before, and writes those whose bytes differ. The checkpoint stays; so
     * do later ones.
     *
     * <p><b>Other clients</b> find every page dirty that was written here, because its content changed; their own dirty pages
     * stay dirty. <b>What is not in the region</b> is not rolled back: registers of a guest, files, buffers elsewhere.
     *
     * <p><b>Call it while nobody writes the region.</b> A write that races with it is overwritten or stays, byte by byte; if it
     * stays, the page is dirty and the next rollback finds it.
     *
     * <p><b>Coverage.</b> Where writes can go unseen and are not found by hashes either ({@code escape=flag}), every page is
     * compared with the copy: exact, but at the price of reading the whole region. So it is with {@link #checkpoint}.
     *
     * @return how many pages were copied back: those whose bytes differed
     * @throws IllegalArgumentException if the checkpoint is of another region
     * @throws IllegalStateException if the checkpoint is not open any more, or the region has ended
     * @throws RollbackException if it broke off half way; call it again
     */
    long rollback(Checkpoint checkpoint);

    /**
     * Makes the region's present content a baseline to which it can be reset. Uses a client of its own, as {@link #checkpoint} does,
     * and costs what the first checkpoint costs.
     *
     * @throws IllegalStateException if the region has ended, or has too many baselines and rings (eight are always possible)
     */
    Baseline baseline();

    /**
     * A ring for the last checkpoints, empty at first. Uses a client of its own, as {@link #checkpoint} does.
     *
     * @param checkpoints at most so many, at least 1
     * @param byteBudget at most so many bytes of page content, at least 1. Pages that several checkpoints share count once. The
     *     newest checkpoint alone takes as much as the region has pages that are not all zeroes
     * @throws IllegalArgumentException if a limit is less than 1
     * @throws IllegalStateException if the region has ended
     */
    RewindRing rewindRing(int checkpoints, long byteBudget);
}
