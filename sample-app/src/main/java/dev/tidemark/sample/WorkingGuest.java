package dev.tidemark.sample;

import dev.tidemark.Guest;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.bank.Books;
import dev.tidemark.sample.bank.Transfer;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.point.Moment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * A guest that makes transfer after transfer on a thread of its own, each determined by its number, while its memory is replicated. Between
 * two of them it can stand still; what it needs beside its memory is a {@link Moment}.
 */
final class WorkingGuest implements Guest {
    private static final long POLL_MILLIS = 1;

    private final ReentrantLock machine = new ReentrantLock(true); // fair, for the worker takes it again at once
    private final SqliteGuest guest;
    private final Bank bank;
    private final long seed;
    private final int accounts;
    private final LongConsumer made;
    private final Thread worker = new Thread(this::work, "sample-worker");
    private volatile long transfers;
    private volatile long lastNanos;
    private volatile boolean ended;

    /**
     * A guest that stands still.
     *
     * @param transfers number of the last transfer it has made
     * @param made told of each transfer when it is done
     */
    WorkingGuest(SqliteGuest guest, Bank bank, long seed, int accounts, long transfers, LongConsumer made) {
        this.guest = guest;
        this.bank = bank;
        this.seed = seed;
        this.accounts = accounts;
        this.transfers = transfers;
        this.made = made;
        worker.setDaemon(true);
    }

    WorkingGuest start() {
        worker.start();
        return this;
    }

    private void work() {
        while (true) {
            machine.lock();
            try {
                if (ended) {
                    return;
                }
                bank.make(Transfer.numbered(seed, transfers + 1, accounts));
                lastNanos = System.nanoTime();
                transfers++;
                made.accept(transfers);
            } finally {
                machine.unlock();
            }
        }
    }

    /** Number of the last transfer that is done. */
    long transfers() {
        return transfers;
    }

    /** When that was, by {@link System#nanoTime}. */
    long lastNanos() {
        return lastNanos;
    }

    /**
     * Waits until a transfer is done.
     *
     * @throws IllegalStateException if the guest ended before
     */
    void await(long number) {
        while (transfers < number) {
            if (!worker.isAlive()) {
                throw new IllegalStateException("the guest ended at transfer " + transfers + " of " + number);
            }
            sleep();
        }
    }

    static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends the work and reads the books. */
    Books finish() {
        machine.lock();
        try {
            ended = true;
            return Books.of(guest);
        } finally {
            machine.unlock();
        }
    }

    @Override
    public void quiesce() {
        machine.lock();
    }

    @Override
    public byte[] state() {
        return new Moment(transfers, Moment.now(), guest.state()).encode();
    }

    @Override
    public void resume() {
        machine.unlock();
    }

    @Override
    public void stop() {
        ended = true;
        machine.unlock();
    }
}
