package dev.tidemark.replicate;

/**
 * The program whose memory is replicated, as far as replication has to ask something of it. Only such a program can say when its memory
 * is between two states: without one, an epoch is complete only if the region happened to rest.
 *
 * <p>Called on replication's threads, one call at a time per replication. Every {@link #quiesce} that returned is followed by {@link
 * #resume} or {@link #stop}, whatever happens.
 */
public interface Guest {
    /** Lets the guest stand still: no write to the region is under way when this returns, and none begins until it may go on. */
    void quiesce();

    /** The guest goes on. */
    void resume();

    /** The guest goes on elsewhere, and never again here. Only a migration calls this. */
    void stop();

    /**
     * What the guest needs beside the region to go on elsewhere, its registers for example. Called while it stands still.
     *
     * @return at most 1 MiB
     */
    default byte[] state() {
        return new byte[0];
    }
}
