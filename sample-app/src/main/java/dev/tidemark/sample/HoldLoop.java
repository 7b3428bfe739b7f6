package dev.tidemark.sample;

import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.snapshot.PrunePolicy;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotException;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.TakeOptions;
import dev.tidemark.snapshot.Taken;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Works on after the rounds, for somebody who watches, or takes snapshots from outside: transfers all the time and an increment each
 * second, until the JVM is told to end. In a temporary store what is old is merged now and then.
 */
final class HoldLoop {
    /** Of a second's transfers: whoever looks sees pages get dirty, and not only that they were taken. */
    private static final int SLICES = 10;

    private static final long SLICE_MILLIS = 1_000 / SLICES;
    private static final long LAST_SNAPSHOT_SECONDS = 10;
    private static final int MERGE_EVERY = 60;
    private static final int KEPT = 10;

    private final RunCommand options;
    private final Bank bank;
    private final Random random;
    private final ReentrantLock machine;
    private final SnapshotTaker taker;
    private final SqliteGuest guest;
    private final SnapshotStore store;
    private final StoreLocation location;
    private final PrintWriter out;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    HoldLoop(
            RunCommand options,
            Bank bank,
            Random random,
            ReentrantLock machine,
            SnapshotTaker taker,
            SqliteGuest guest,
            SnapshotStore store,
            StoreLocation location,
            PrintWriter out) {
        this.options = options;
        this.bank = bank;
        this.random = random;
        this.machine = machine;
        this.taker = taker;
        this.guest = guest;
        this.store = store;
        this.location = location;
        this.out = out;
    }

    /** Returns when the JVM ends, or when the store fails. */
    void run() throws IOException {
        location.beforeTheEnd(this::shutDown);
        out.println("holding: " + options.transactions + " transactions and an increment each second, Ctrl-C ends it");
        try {
            for (long second = 1; workForASecond(); second++) {
                out.println("hold " + second + ": " + takeIncrement());
                out.flush();
                if (location.isTemporary() && second % MERGE_EVERY == 0) {
                    List<Snapshot> all = store.list().snapshots();
                    store.compact(all.get(Math.max(0, all.size() - KEPT)), SnapshotProgress.NONE);
                    store.prune(PrunePolicy.keepLast(KEPT), false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    /** Returns false if the loop has to end. */
    private boolean workForASecond() throws InterruptedException {
        int done = 0;
        for (int slice = 1; slice <= SLICES; slice++) {
            if (stop.await(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
            int due = (int) ((long) options.transactions * slice / SLICES);
            machine.lock();
            try {
                bank.transfer(random, due - done);
            } finally {
                machine.unlock();
            }
            done = due;
        }
        return true;
    }

    private String takeIncrement() throws IOException {
        machine.lock();
        try {
            Taken taken = SnapshotRun.take(taker, guest, TakeOptions.DEFAULT);
            return Report.count(taken.dirtyPages()) + " dirty pages, "
                    + Report.count(taken.snapshot().fileBytes()) + " bytes, pause " + Report.millis(taken.pauseNanos())
                    + " ms";
        } catch (SnapshotException e) {
            return e.getMessage(); // nothing is lost: the next increment has it
        } finally {
            machine.unlock();
        }
    }

    private void shutDown() {
        stop.countDown();
        try {
            stopped.await(LAST_SNAPSHOT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
