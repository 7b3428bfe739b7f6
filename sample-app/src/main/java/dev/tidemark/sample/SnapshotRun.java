package dev.tidemark.sample;

import dev.tidemark.Coverage;
import dev.tidemark.Guests;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.point.PointOracle;
import dev.tidemark.sample.point.StateText;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.TakeOptions;
import dev.tidemark.snapshot.Taken;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The default run: load, a full snapshot, rounds of work and increments, each restored and compared, and the verdict of a second JVM.
 *
 * <p>The whole use of a snapshot store is {@link #take}.
 */
final class SnapshotRun {
    /** Name of the tracked region. */
    static final String REGION = "sqlite-guest";

    private final RunCommand options;
    private final PrintWriter out;

    SnapshotRun(RunCommand options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Takes a snapshot of the guest. Call between two calls of the guest.
     *
     * @throws IOException if it could not be taken. Then the pages are dirty as before, and the next one has them
     */
    static Taken take(SnapshotTaker taker, SqliteGuest guest, TakeOptions how) throws IOException {
        return taker.take(how.with(StateText.NAME, StateText.encode(guest.state())));
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        try (GuestRam ram = GuestRam.allocate(options.kind, options.byteSize);
                StoreLocation location = StoreLocation.of(options.store);
                Region region = Tidemark.track(REGION, ram.buffer(), options.pageSize)) {
            return run(ram, region, location);
        }
    }

    private int run(GuestRam ram, Region region, StoreLocation location) throws IOException {
        SnapshotStore store = SnapshotStore.open(location.directory());
        SqliteGuest guest = SqliteGuest.open(ram.buffer());
        header(guest, region, location);
        ReentrantLock machine = new ReentrantLock();
        SqliteControl control = new SqliteControl(machine, guest);
        machine.lock(); // until the rounds are over the guest is ours
        Guests.register(region, control);
        long start = System.nanoTime();
        try (Bank bank = Bank.load(guest, options.accounts);
                SnapshotTaker taker = store.taker(region)) {
            say("loaded   " + Report.count(options.accounts) + " accounts in "
                    + Report.millis(System.nanoTime() - start) + " ms");
            say("");
            Random random = new Random(options.seed);
            Rounds rounds = new Rounds(store, location, new PointOracle(ram.buffer(), options.pageSize));
            rounds.run(bank, random, taker, guest);

            long transfers = (long) options.rounds * options.transactions;
            SecondJvm.Verdict verdict = SecondJvm.verify(
                    location.directory(), rounds.last.name(), options.kind, options.accounts, transfers);
            say("second JVM, without the agent: " + verdict.text());
            if (region.coverage() != Coverage.COMPLETE) {
                say("coverage of the region is " + region.coverage() + ": the agent may not have seen every write");
            }
            boolean right = rounds.report.missed() == 0 && verdict.right();
            say(right ? "RIGHT: the snapshots are the guest" : "WRONG: the snapshots are not the guest");
            machine.unlock();
            if (options.hold) {
                new HoldLoop(options, bank, random, machine, taker, guest, store, location, out).run();
            }
            Reference.reachabilityFence(control);
            return right ? SampleApp.OK : SampleApp.FAILED;
        }
    }

    /** Work, increment, restore, compare, again and again. */
    private final class Rounds {
        private final SnapshotStore store;
        private final StoreLocation location;
        private final PointOracle oracle;
        private final Report report = new Report(out, options.byteSize);
        private Snapshot last;

        Rounds(SnapshotStore store, StoreLocation location, PointOracle oracle) {
            this.store = store;
            this.location = location;
            this.oracle = oracle;
        }

        void run(Bank bank, Random random, SnapshotTaker taker, SqliteGuest guest) throws IOException {
            report.heading();
            Taken base = take(taker, guest, TakeOptions.DEFAULT.asNewChain());
            report.base(base, check(base));
            for (int round = 1; round <= options.rounds; round++) {
                bank.transfer(random, options.transactions);
                Taken taken = take(taker, guest, TakeOptions.DEFAULT);
                report.round(options.transactions, taken, check(taken));
            }
            say("");
            report.totals();
        }

        private PointOracle.Finding check(Taken taken) throws IOException {
            last = taken.snapshot();
            Files.deleteIfExists(location.image());
            store.restore(last, location.image(), SnapshotProgress.NONE);
            return oracle.check(location.image());
        }
    }

    private void header(SqliteGuest guest, Region region, StoreLocation location) {
        long pid = ProcessHandle.current().pid();
        say("guest    SQLite " + guest.version() + ", in-memory database, on JDK " + Runtime.version());
        say(String.format(
                Locale.ROOT,
                "memory   %s, %,d bytes, %,d pages of %,d",
                options.kind.name().toLowerCase(Locale.ROOT),
                region.byteSize(),
                region.pageCount(),
                region.pageSize()));
        say("seed     " + options.seed + " (the same transfers again: --seed " + options.seed + ")");
        say("store    " + location.directory() + (location.isTemporary() ? " (deleted at the end)" : ""));
        say("look     jconsole " + pid + ", MBean dev.tidemark:type=Region,name=\"" + REGION + "\"");
        say("         java -jar " + AgentPresence.jar() + " status " + pid);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
