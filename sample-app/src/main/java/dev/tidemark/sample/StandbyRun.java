package dev.tidemark.sample;

import dev.tidemark.sample.bank.Books;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Random;

/**
 * A guest with a standby: its JVM is killed the hard way, twice, and it goes on from what the standby holds, which then gets a standby of its
 * own. What was not there yet is told, and made again; the books in the end are compared, account by account.
 */
final class StandbyRun {
    private static final int KILLS = 2;
    private static final int MAX_MORE_MILLIS = 300;

    private final RunCommand options;
    private final PrintWriter out;
    private final Random random;

    StandbyRun(RunCommand options, PrintWriter out) {
        this.options = options;
        this.out = out;
        this.random = new Random(options.seed);
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        try (StoreLocation location = StoreLocation.of(null)) {
            say("seed     " + options.seed + " (the same transfers again: --seed " + options.seed + ")");
            long start = System.nanoTime();
            GuestJvm primary = GuestJvm.start(options, location.folder(), true);
            try {
                primary.awaitNumber(GuestHost.WORKS);
                say(String.format(
                        Locale.ROOT,
                        "primary  JVM %d: %,d accounts loaded, after %s ms",
                        primary.pid(),
                        options.accounts,
                        Report.millis(System.nanoTime() - start)));
                boolean right = true;
                for (int kill = 0; kill < KILLS && right; kill++) {
                    GuestJvm standby = GuestJvm.start(options, location.folder(), false);
                    GuestJvm killed = primary;
                    primary = standby;
                    try (killed) {
                        right = takesOver(killed, standby);
                    }
                }
                right = right && finish(primary);
                say(
                        right
                                ? "RIGHT: killed " + KILLS
                                        + " times, the standby was whole and the guest went on from it"
                                : "WRONG: the guest could not go on as it was");
                return right ? SampleApp.OK : SampleApp.FAILED;
            } finally {
                primary.close();
            }
        }
    }

    private boolean takesOver(GuestJvm primary, GuestJvm standby) throws IOException {
        primary.ask(GuestHost.REPLICATE + " " + standby.await(GuestHost.LISTENS));
        long epoch = primary.awaitNumber(GuestHost.FOLLOWED);
        say("standby  JVM " + standby.pid() + ", an epoch every " + GuestHost.INTERVAL.toMillis() + " ms, holds epoch "
                + epoch);
        long enough = primary.progress().transfers() + options.transactions;
        while (primary.progress().transfers() < enough && primary.isAlive()) {
            WorkingGuest.sleep();
        }
        pause(random.nextInt(MAX_MORE_MILLIS));
        long start = System.nanoTime();
        primary.kill();
        ProgressFile.Progress done = primary.progress();
        say(String.format(
                Locale.ROOT, "killed   JVM %d (kill -9), its last transfer was %,d", primary.pid(), done.transfers()));
        standby.ask(GuestHost.TAKE_OVER);
        GuestJvm.Arrival arrival = standby.awaitGuest();
        long first = standby.awaitNumber(GuestHost.WORKS);
        long away = System.nanoTime() - start;
        say(String.format(
                Locale.ROOT,
                "behind   %,d transfers, %s ms: epoch %,d is of transfer %,d",
                done.transfers() - arrival.transfers(),
                Report.millis((done.micros() - arrival.micros()) * 1000),
                arrival.epoch(),
                arrival.transfers()));
        say(String.format(
                Locale.ROOT,
                "goes on  in JVM %d with transfer %,d, %s ms after the kill",
                standby.pid(),
                first,
                Report.millis(away)));
        say("");
        if (arrival.ledger() != arrival.transfers()
                || arrival.epoch() < epoch
                || arrival.transfers() > done.transfers()
                || first != arrival.transfers() + 1) {
            say("WRONG: the ledger in the standby has " + arrival.ledger() + " transfers");
            return false;
        }
        return true;
    }

    private boolean finish(GuestJvm guest) throws IOException {
        guest.ask(GuestHost.FINISH + " " + (guest.progress().transfers() + options.transactions));
        Books books = Books.parse(guest.await(GuestHost.BOOKS));
        say("JVM " + guest.pid() + ": " + books.audit().text());
        return Verdict.on(books, options.seed, options.accounts, this::say);
    }

    private static void pause(int millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
