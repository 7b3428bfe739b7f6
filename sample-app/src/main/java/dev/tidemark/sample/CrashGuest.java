package dev.tidemark.sample;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.sample.bank.Audit;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.point.StateText;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.TakeOptions;
import dev.tidemark.snapshot.Taken;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The guest of {@code --crash}: goes on from the last snapshot of a store, or begins, and takes an increment after each round. In one
 * round it says so when the pages are written and the file has no name yet, and waits to be killed.
 */
final class CrashGuest {
    /** The first words of the line that asks to be killed. */
    static final String KILL_ME = "in the middle of";

    private final CrashGuestCommand settings;
    private final PrintWriter out;

    CrashGuest(CrashGuestCommand settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        SnapshotStore store = SnapshotStore.open(settings.directory);
        try (GuestRam ram = GuestRam.allocate(settings.kind, settings.byteSize);
                Region region = Tidemark.track(SnapshotRun.REGION, ram.buffer(), settings.pageSize);
                SnapshotTaker taker = store.taker(region)) {
            boolean resumes = !store.list().snapshots().isEmpty();
            SqliteGuest guest = resumes ? resume(store, taker, ram) : SqliteGuest.open(ram.buffer());
            try (Bank bank = resumes ? Bank.reopen(guest, settings.accounts) : Bank.load(guest, settings.accounts)) {
                return rounds(taker, guest, bank, resumes);
            }
        }
    }

    /** Memory and registers: the guest goes on as if nothing had happened. */
    private SqliteGuest resume(SnapshotStore store, SnapshotTaker taker, GuestRam ram) throws IOException {
        SqliteGuest guest = SqliteGuest.unopened(ram.buffer());
        Snapshot last = taker.restore(store.point("latest"), SnapshotProgress.NONE);
        guest.restore(StateText.decode(store.attachments(last).get(StateText.NAME)));
        say("resumed from " + last.name());
        return guest;
    }

    private int rounds(SnapshotTaker taker, SqliteGuest guest, Bank bank, boolean resumes) throws IOException {
        Audit found = Audit.of(guest);
        int done = (int) (found.transfers() / settings.transactions);
        say(found.text());
        if (!found.equals(Audit.expected(settings.accounts, (long) done * settings.transactions))) {
            say("WRONG: the restored guest is not right");
            return SampleApp.FAILED;
        }
        for (int round = resumes ? done + 1 : 0; round <= settings.rounds; round++) {
            if (round > 0) { // each round has its own transfers, so that one that was lost is made again
                bank.transfer(new Random(settings.seed + round), settings.transactions);
            }
            Taken taken = SnapshotRun.take(taker, guest, TakeOptions.DEFAULT.watchedBy(watcher(round)));
            say(String.format(
                    Locale.ROOT,
                    "round %d: took %s, %s, %,d pages, %,d bytes",
                    round,
                    taken.snapshot().name(),
                    taken.snapshot().full() ? "full" : "increment",
                    taken.storedPages(),
                    taken.snapshot().fileBytes()));
        }
        return SampleApp.OK;
    }

    private SnapshotProgress watcher(int round) {
        if (round != settings.killInRound) {
            return SnapshotProgress.NONE;
        }
        return (doneBytes, totalBytes) -> {
            if (doneBytes > 0 && doneBytes == totalBytes) {
                say(String.format(
                        Locale.ROOT,
                        "%s round %d's snapshot: %,d bytes written, no name yet",
                        KILL_ME,
                        round,
                        doneBytes));
                while (true) {
                    LockSupport.park();
                }
            }
        };
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
