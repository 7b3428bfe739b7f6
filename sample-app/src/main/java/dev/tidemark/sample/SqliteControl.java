package dev.tidemark.sample;

import dev.tidemark.Guest;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.point.StateText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the guest stand still between two of its calls, for snapshots that somebody takes from outside: {@code snapshot take PID
 * sqlite-guest --store DIR}. Its registers travel along, so that a restore is a guest that works.
 */
final class SqliteControl implements Guest {
    private final ReentrantLock machine;
    private final SqliteGuest guest;

    /** @param machine held by whoever lets the guest work */
    SqliteControl(ReentrantLock machine, SqliteGuest guest) {
        this.machine = machine;
        this.guest = guest;
    }

    @Override
    public void quiesce() {
        machine.lock();
    }

    @Override
    public Map<String, byte[]> attachments() {
        return Map.of(StateText.NAME, StateText.encode(guest.state()));
    }

    @Override
    public void restored(Map<String, byte[]> attachments) {
        try {
            guest.restore(StateText.decode(attachments.get(StateText.NAME)));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public void resume() {
        machine.unlock();
    }
}
