package dev.tidemark.sample;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replica;
import dev.tidemark.replicate.ReplicaEpoch;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Standby;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.bank.Transfer;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.point.Moment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Random;

/**
 * A JVM that a guest lives in: it begins there, or comes there from another one, by a hand-over or from a standby. Does what {@link GuestJvm}
 * tells it, line by line, and ends when nobody is there to tell it anything.
 */
final class GuestHost {
    /** Asks to wait for the hand-over, and to let the guest go on from it. */
    static final String AWAIT = "await";
    /** Asks to let the guest go on from the last epoch. */
    static final String TAKE_OVER = "take-over";
    /** Asks for a standby at the endpoint that follows. */
    static final String REPLICATE = "replicate";
    /** Asks to work until the transfer whose number follows, and to read the books then. */
    static final String FINISH = "finish";

    /** Answers: the guest works, from the transfer on whose number follows. */
    static final String WORKS = "works";
    /** Answers: listening, at the endpoint that follows. */
    static final String LISTENS = "listens";
    /** Answers: number of the epoch, number of the last transfer by what came with it, when that was, and the number in the ledger. */
    static final String CAME = "came";
    /** Answers: the standby holds the epoch whose number follows. */
    static final String FOLLOWED = "followed";
    /** Answers: the books. */
    static final String BOOKS = "books";

    /** Between two epochs of a standby. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WARM_ACCOUNTS = 1_000;
    private static final int WARM_TRANSFERS = 500;

    private final GuestHostCommand settings;
    private final PrintWriter out;
    private final BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    private ProgressFile progress;

    GuestHost(GuestHostCommand settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        try (GuestRam ram = GuestRam.allocate(settings.kind, settings.byteSize);
                Region region = Tidemark.track(SnapshotRun.REGION, ram.buffer(), settings.pageSize)) {
            progress = ProgressFile.open(settings.progress);
            WorkingGuest guest = settings.first ? begin(ram) : arrive(ram);
            return guest == null ? SampleApp.FAILED : live(region, guest);
        }
    }

    private WorkingGuest begin(GuestRam ram) {
        SqliteGuest guest = SqliteGuest.open(ram.buffer());
        return works(guest, Bank.load(guest, settings.accounts), 0);
    }

    /** The guest of another process, once it comes; null if nobody wants it. */
    private WorkingGuest arrive(GuestRam ram) throws IOException {
        warmUp(ram);
        SqliteGuest guest = SqliteGuest.unopened(ram.buffer());
        try (Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                .region(SnapshotRun.REGION)
                .intoBuffer(ram.buffer())) {
            say(LISTENS + " " + replica.endpoint());
            String question = questions.readLine();
            if (question == null) {
                return null;
            }
            ReplicaEpoch epoch = question.equals(AWAIT) ? awaitHandOver(replica) : lastEpoch(replica);
            if (epoch == null) {
                throw new IOException("no guest came");
            }
            return goOn(guest, epoch); // the replica is closed afterwards, for that takes time
        }
    }

    private WorkingGuest goOn(SqliteGuest guest, ReplicaEpoch epoch) throws IOException {
        Moment moment = Moment.decode(epoch.state());
        guest.restore(moment.registers());
        long ledger = transfers(guest);
        say(CAME + " " + epoch.number() + " " + moment.transfers() + " " + moment.micros() + " " + ledger);
        return works(guest, Bank.reopen(guest, settings.accounts), ledger);
    }

    private static long transfers(SqliteGuest guest) {
        return guest.queryLong("select transfers from ledger");
    }

    private static ReplicaEpoch awaitHandOver(Replica replica) throws IOException {
        try {
            return replica.awaitHandOver(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a guest was awaited", e);
        }
    }

    /** Closed first: from then on the memory is that epoch. */
    private static ReplicaEpoch lastEpoch(Replica replica) throws IOException {
        replica.close();
        return replica.epoch();
    }

    /**
     * Lets another guest work here, stand still and go on, so that the compilers know the code when the real one comes. Its memory is
     * overwritten then.
     */
    private static void warmUp(GuestRam ram) throws IOException {
        SqliteGuest guest = SqliteGuest.open(ram.buffer());
        try (Bank bank = Bank.load(guest, WARM_ACCOUNTS)) {
            bank.transfer(new Random(1), WARM_TRANSFERS);
        }
        Moment moment = new Moment(transfers(guest), Moment.now(), guest.state());
        guest.restore(Moment.decode(moment.encode()).registers());
        try (Bank again = Bank.reopen(guest, WARM_ACCOUNTS)) {
            again.make(Transfer.numbered(1, transfers(guest), WARM_ACCOUNTS));
        }
    }

    private WorkingGuest works(SqliteGuest guest, Bank bank, long transfers) {
        WorkingGuest working =
                new WorkingGuest(guest, bank, settings.seed, settings.accounts, transfers, progress::made);
        working.start().await(transfers + 1);
        say(WORKS + " " + (transfers + 1));
        return working;
    }

    private int live(Region region, WorkingGuest guest) throws IOException {
        String question = questions.readLine();
        if (question != null && question.startsWith(REPLICATE)) {
            Endpoint to = Endpoint.parse(argument(question));
            try (Standby standby = Replication.of(region).to(to).guest(guest).standby(INTERVAL)) {
                while (standby.status().epoch() == 0) {
                    WorkingGuest.sleep();
                }
                say(FOLLOWED + " " + standby.status().epoch());
                questions.readLine(); // only an end comes here, by kill -9 or because nobody is there any more
            }
            return SampleApp.FAILED;
        }
        if (question == null) {
            return SampleApp.FAILED;
        }
        guest.await(Long.parseLong(argument(question)));
        say(BOOKS + " " + guest.finish().line());
        return SampleApp.OK;
    }

    private static String argument(String question) {
        return question.substring(question.indexOf(' ') + 1);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
