package dev.tidemark;

import java.util.Map;

/**
 * The program whose memory a region is, as far as others have to ask something of it: to stand still while its memory is copied, and what
 * it has beside the region. Only such a program can say when its memory is between two states. Replications use it, and so do snapshots and
 * checkpoints that somebody takes or restores through JMX or the command line.
 *
 * <pre>{@code
 * Guest guest = new MyGuest();       // keep it: it is held weakly
 * Guests.register(region, guest);
 * }</pre>
 *
 * <p>All of one replication, snapshot or restore is called one by one; two of them may ask at the same time, from threads of their own.
 * Every {@link #quiesce} that returned is followed by {@link #resume} or {@link #stop}, whatever happens. A method that throws makes what
 * it was called for fail.
 */
public interface Guest {
    /** The name of {@link #state} among the attachments. */
    String STATE = "state";

    /** Lets the guest stand still: no write to the region is under way when this returns, and none begins until it may go on. */
    void quiesce();

    /** The guest goes on. */
    void resume();

    /** The guest goes on elsewhere, and never again here. Only a migration calls this. */
    default void stop() {
        // it stands still already
    }

    /**
     * What the guest needs beside the region to go on elsewhere, its registers for example. Called while it stands still.
     *
     * @return at most 1 MiB
     */
    default byte[] state() {
        return new byte[0];
    }

    /**
     * The same under names, for a guest that has several such things; by default {@link #state}, as {@value #STATE}. This is what travels
     * along. Called while it stands still.
     *
     * @return at most 1 MiB together; names have 1 to 100 letters, digits, '.', '_' or '-'
     */
    default Map<String, byte[]> attachments() {
        byte[] state = state();
        return state.length == 0 ? Map.of() : Map.of(STATE, state);
    }

    /**
     * The region holds again what it held when these were given. Called while the guest stands still, after a restore or a rollback.
     *
     * @throws UnsupportedOperationException by default, if there are any: a guest that gave something must take it back
     */
    default void restored(Map<String, byte[]> attachments) {
        if (!attachments.isEmpty()) {
            throw new UnsupportedOperationException("this guest gives " + attachments.keySet()
                    + " along and cannot take it back: implement Guest.restored");
        }
    }
}
