package dev.tidemark.sample;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.image.ImageFile;
import dev.tidemark.sample.image.ImageOracle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** The default run: load, base copy, rounds of work and copies, and the verdict of a second JVM. */
final class MigrationRun {
    /** Name of the tracked region. */
    static final String REGION = "sqlite-guest";

    private static final String CLIENT = "migration";

    private final RunCommand options;
    private final PrintWriter out;

    MigrationRun(RunCommand options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        try (GuestRam ram = GuestRam.allocate(options.kind, options.byteSize);
                ImageLocation location = ImageLocation.of(options.image)) {
            try (Region region = Tidemark.track(REGION, ram.buffer(), options.pageSize);
                    ImageFile image = ImageFile.create(location.image(), ram.buffer())) {
                return run(ram, region, image);
            }
        }
    }

    private int run(GuestRam ram, Region region, ImageFile image) throws IOException {
        SqliteGuest guest = SqliteGuest.open(ram.buffer());
        header(guest, region, image.path());

        long start = System.nanoTime();
        try (Bank bank = Bank.load(guest, options.accounts)) {
            say("loaded   " + Report.count(options.accounts) + " accounts in "
                    + Report.millis(System.nanoTime() - start) + " ms");
            say("");
            Client client = Tidemark.client(CLIENT);
            Migration migration = new Migration(region, client, guest, image);
            Random random = new Random(options.seed);
            Report report = rounds(bank, random, migration, new ImageOracle(ram.buffer(), options.pageSize), image);

            long transfers = (long) options.rounds * options.transactions;
            SecondJvm.Verdict verdict = SecondJvm.verify(image.path(), options.kind, options.accounts, transfers);
            say("second JVM, without the agent: " + verdict.text());
            if (region.coverage() != Coverage.COMPLETE) {
                say("coverage of the region is " + region.coverage() + ": the agent may not have seen every write");
            }
            boolean right = report.missed() == 0 && verdict.right();
            say(right ? "RIGHT: the image is the guest" : "WRONG: the image is not the guest");
            if (options.hold) {
                new HoldLoop(bank, random, options.transactions, migration, out).run();
            }
            return right ? SampleApp.OK : SampleApp.FAILED;
        }
    }

    private Report rounds(Bank bank, Random random, Migration migration, ImageOracle oracle, ImageFile image)
            throws IOException {
        Report report = new Report(out, options.byteSize);
        report.heading();
        Migration.Step base = migration.copy();
        report.base(base, oracle.check(image.path(), base.copied()));
        for (int round = 1; round <= options.rounds; round++) {
            bank.transfer(random, options.transactions);
            Migration.Step step = migration.copy();
            report.round(options.transactions, step, oracle.check(image.path(), step.copied()));
        }
        say("");
        report.totals();
        return report;
    }

    private void header(SqliteGuest guest, Region region, Path image) {
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
        say("image    " + image + (options.image == null ? " (deleted at the end)" : ""));
        say("look     jconsole " + pid + ", MBean dev.tidemark:type=Region,name=\"" + REGION + "\"");
        say("         java -jar " + AgentPresence.jar() + " status " + pid);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
