package dev.tidemark;

/**
 * One state of a region to come back to again and again, as pools of guests and fuzzers do: {@link #reset()} costs what was
 * written since the last one, not what the region holds. Get one from {@link Region#baseline()}.
 *
 * <pre>{@code
 * try (Baseline clean = region.baseline()) {
 *     for (byte[] input : inputs) {
 *         guest.run(input);
 *         clean.reset();
 *     }
 * }
 * }</pre>
 *
 * <p>What {@link Region#rollback} says of threads that write meanwhile, of other clients, of coverage and of failures holds for
 * {@link #reset()} too. Memory is that of one {@link Checkpoint}.
 *
 * <p>Thread-safe; the methods exclude one another.
 */
public interface Baseline extends AutoCloseable {
    /** The region it is the baseline of. */
    Region region();

    /**
     * Brings the region back to the baseline.
     *
     * @return how many pages were copied back: those whose bytes differed
     * @throws IllegalStateException if the baseline was closed or the region has ended
     * @throws RollbackException if it broke off half way; call it again
     */
    long reset();

    /**
     * Makes the region's present content the baseline. Copies what changed since the last {@link #reset()}; if that fails, the old
     * baseline stays.
     *
     * @throws IllegalStateException if the baseline was closed or the region has ended
     */
    void rebase();

    /** Bytes of page content that it keeps on the Java heap; pages of zeroes take none. 0 once closed. */
    long heldBytes();

    /** Frees it. The region is untouched. Further calls do nothing. */
    @Override
    void close();
}
