package dev.tidemark.sample;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.MigrationResult;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Round;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.bank.Books;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.SqliteGuest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Moves the guest to another JVM while it makes transfers, and lets it go on there. Each transfer has a number, from which follows what it
 * moves: the books in the end are compared, account by account, with what all transfers in order make of them.
 */
final class MigrateRun {
    private static final String HEADING = "%5s %7s %7s %7s %7s %11s %9s %13s %11s %13s %10s";
    private static final String ROW = "%5d %,7d %,7d %,7d %,7d %,11d %9s %,13.0f %,11d %13s %,10d";

    private final RunCommand options;
    private final PrintWriter out;
    private long seen;

    MigrateRun(RunCommand options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        try (StoreLocation location = StoreLocation.of(null);
                GuestRam ram = GuestRam.allocate(options.kind, options.byteSize);
                Region region = Tidemark.track(SnapshotRun.REGION, ram.buffer(), options.pageSize);
                GuestJvm second = GuestJvm.start(options, location.folder(), false)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            say(String.format(
                    Locale.ROOT,
                    "guest    SQLite %s, %s memory, %,d bytes, on JDK %s",
                    guest.version(),
                    options.kind.name().toLowerCase(Locale.ROOT),
                    region.byteSize(),
                    Runtime.version()));
            say("seed     " + options.seed + " (the same transfers again: --seed " + options.seed + ")");
            Bank bank = Bank.load(guest, options.accounts);
            WorkingGuest here = new WorkingGuest(guest, bank, options.seed, options.accounts, 0, number -> {}).start();
            here.await(options.transactions);
            return move(region, here, second) ? SampleApp.OK : SampleApp.FAILED;
        }
    }

    private boolean move(Region region, WorkingGuest here, GuestJvm second) throws IOException {
        Endpoint there = Endpoint.parse(second.await(GuestHost.LISTENS));
        say("from     JVM " + ProcessHandle.current().pid() + " to JVM " + second.pid() + " at " + there
                + ", which warmed up with another guest");
        say("");
        say(String.format(
                Locale.ROOT,
                HEADING,
                "round",
                "pages",
                "sent",
                "zero",
                "equal",
                "bytes sent",
                "ms",
                "dirty bytes/s",
                "bytes left",
                "predicted ms",
                "transfers"));
        second.ask(GuestHost.AWAIT);
        seen = here.transfers();
        MigrationResult moved = Replication.of(region)
                .to(there)
                .guest(here)
                .forced() // a slow machine gets a longer downtime instead of none
                .watchedBy(round -> say(row(round, here.transfers())))
                .migration()
                .run();
        GuestJvm.Arrival arrival = second.awaitGuest();
        long first = second.awaitNumber(GuestHost.WORKS);
        long away = System.nanoTime() - here.lastNanos();
        long last = here.transfers();
        say("");
        say(String.format(
                Locale.ROOT,
                "moved    %,d bytes sent in %s ms, the last transfer here is %,d, the first one there %,d",
                moved.wireBytes(),
                Report.millis(moved.totalNanos()),
                last,
                first));
        say("downtime " + Report.millis(moved.downtimeNanos()) + " ms until the other side held all, "
                + Report.millis(away) + " ms from the last transfer here to the first one there");
        second.ask(GuestHost.FINISH + " " + (last + options.transactions));
        Books books = Books.parse(second.await(GuestHost.BOOKS));
        say("there    " + books.audit().text());
        boolean right = moved.confirmed()
                & said(arrival.transfers() == last && here.transfers() == last, "transfers were made on both sides")
                & said(arrival.ledger() == last, "the ledger came with " + arrival.ledger() + " transfers")
                & said(books.audit().transfers() >= last + options.transactions, "the guest did not go on there")
                & Verdict.on(books, options.seed, options.accounts, this::say);
        say(
                right
                        ? "RIGHT: moved while it worked, nothing was lost or done twice"
                        : "WRONG: it did not move as it was");
        return right;
    }

    private boolean said(boolean right, String otherwise) {
        if (!right) {
            say("WRONG: " + otherwise);
        }
        return right;
    }

    private String row(Round round, long transfers) {
        long meanwhile = transfers - seen;
        seen = transfers;
        return String.format(
                Locale.ROOT,
                ROW,
                round.number(),
                round.dirtyPages(),
                round.sentPages(),
                round.zeroPages(),
                round.equalPages(),
                round.wireBytes(),
                Report.millis(round.nanos()),
                round.dirtyBytesPerSecond(),
                round.remainingBytes(),
                Report.millis(round.predictedDowntimeNanos()),
                meanwhile);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
