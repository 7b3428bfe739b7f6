package dev.tidemark.sample;

import dev.tidemark.sample.bank.Bank;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Works on after the rounds, for somebody who watches: transfers and a copy each second, until the JVM is told to end.
 *
 * <p>Ctrl-C is answered between two copies, so that the image is whole then.
 */
final class HoldLoop {
    private static final long PERIOD_MILLIS = 1_000;
    private static final long LAST_COPY_SECONDS = 10;

    private final Bank bank;
    private final Random random;
    private final int transactions;
    private final Migration migration;
    private final PrintWriter out;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    HoldLoop(Bank bank, Random random, int transactions, Migration migration, PrintWriter out) {
        this.bank = bank;
        this.random = random;
        this.transactions = transactions;
        this.migration = migration;
        this.out = out;
    }

    /** Returns when the JVM ends, or when a copy fails. */
    void run() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "sample-hold-stop"));
        out.println("holding: " + transactions + " transactions and a copy each second, Ctrl-C ends it");
        try {
            for (long second = 1; !stop.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS); second++) {
                bank.transfer(random, transactions);
                Migration.Step step = migration.copy();
                out.println("hold " + second + ": " + Report.count(step.pages()) + " dirty pages in "
                        + Report.count(step.runs()) + " runs, " + Report.count(step.bytes()) + " bytes, "
                        + Report.millis(step.nanos()) + " ms");
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void shutDown() {
        stop.countDown();
        try {
            stopped.await(LAST_COPY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
