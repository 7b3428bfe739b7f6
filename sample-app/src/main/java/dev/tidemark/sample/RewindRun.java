package dev.tidemark.sample;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.Region;
import dev.tidemark.RewindRing;
import dev.tidemark.Tidemark;
import dev.tidemark.sample.bank.Audit;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.SqliteGuest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * The guest goes back and forth in time: a checkpoint after each round, then jumps between them. A moment is a checkpoint of the memory
 * and the guest's registers; after each jump the bytes, the registers and the bank must be those of that moment.
 */
final class RewindRun {
    private static final String ROW = "%-22s %9s %12s %8s  %s";
    private static final int MORE_JUMPS = 5;

    private final RunCommand options;
    private final PrintWriter out;
    private boolean right = true;

    RewindRun(RunCommand options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        try (GuestRam ram = GuestRam.allocate(options.kind, options.byteSize);
                Region region = Tidemark.track(SnapshotRun.REGION, ram.buffer(), options.pageSize)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            say("guest    SQLite " + guest.version() + ", " + Report.count(region.pageCount()) + " pages of "
                    + Report.count(region.pageSize()) + " bytes, "
                    + options.kind.name().toLowerCase(Locale.ROOT)
                    + " memory, on JDK " + Runtime.version());
            say("seed     " + options.seed + " (the same transfers again: --seed " + options.seed + ")");
            say("");
            try (Bank bank = Bank.load(guest, options.accounts);
                    RewindRing ring = region.rewindRing(options.rounds + 1, 2L * options.byteSize)) {
                run(region, ring, new Machine(ram.buffer(), guest, bank, new Random(options.seed)));
            }
            say("");
            say(right ? "RIGHT: every moment came back, byte for byte" : "WRONG: a moment did not come back");
            return right ? SampleApp.OK : SampleApp.FAILED;
        }
    }

    private void run(Region region, RewindRing ring, Machine machine) {
        row("", "pages", "bytes copied", "ms", "the bank");
        List<Moment> moments = new ArrayList<>();
        moments.add(keep(ring, machine, 0));
        for (int round = 1; round <= options.rounds; round++) {
            machine.bank.transfer(machine.random, options.transactions);
            moments.add(keep(ring, machine, round));
        }
        say(String.format(
                Locale.ROOT,
                "ring     %,d checkpoints in %,d bytes; as full copies %,d",
                ring.checkpoints().size(),
                ring.heldBytes(),
                (long) ring.checkpoints().size() * options.byteSize));
        jump(region, machine, moments.get(0), "back to");
        jump(region, machine, moments.get(options.rounds), "forth to");
        for (int i = 0; i < MORE_JUMPS; i++) {
            Moment moment = moments.get(machine.random.nextInt(moments.size()));
            jump(region, machine, moment, "to");
        }
        pool(region, machine);
    }

    private Moment keep(RewindRing ring, Machine machine, int round) {
        Audit audit = Audit.of(machine.guest); // before: it is work for the guest too
        long start = System.nanoTime();
        Checkpoint checkpoint = ring.checkpoint();
        long nanos = System.nanoTime() - start;
        boolean sound = audit.equals(Audit.expected(options.accounts, (long) round * options.transactions));
        right &= sound;
        row(
                "checkpoint " + checkpoint.number(),
                "",
                Report.count(checkpoint.addedBytes()),
                Report.millis(nanos),
                (sound ? "" : "WRONG ") + audit.text());
        return new Moment(checkpoint, machine.guest.state(), machine.fingerprint(), audit);
    }

    private void jump(Region region, Machine machine, Moment moment, String how) {
        long start = System.nanoTime();
        long pages = region.rollback(moment.checkpoint);
        machine.guest.restore(moment.state); // the stack pointer is a register and no memory
        long nanos = System.nanoTime() - start;
        verify(machine, moment, how + " checkpoint " + moment.checkpoint.number(), pages, nanos);
    }

    private void verify(Machine machine, Moment moment, String what, long pages, long nanos) {
        boolean same = machine.fingerprint() == moment.fingerprint
                && machine.guest.state().equals(moment.state);
        Audit audit = Audit.of(machine.guest);
        boolean sound = same && audit.equals(moment.audit);
        right &= sound;
        row(
                what,
                Report.count(pages),
                Report.count(pages * options.pageSize),
                Report.millis(nanos),
                (sound ? "" : same ? "WRONG BANK " : "WRONG BYTES ") + audit.text());
    }

    /** What a pool or a fuzzer does: the same clean guest for every run. */
    private void pool(Region region, Machine machine) {
        try (Baseline baseline = region.baseline()) {
            Moment clean = new Moment(null, machine.guest.state(), machine.fingerprint(), Audit.of(machine.guest));
            baseline.reset();
            machine.guest.restore(clean.state);
            for (int run = 1; run <= 3; run++) {
                machine.bank.transfer(machine.random, options.transactions);
                machine.guest.execute("delete from account where id % 2 = 0");
                long start = System.nanoTime();
                long pages = baseline.reset();
                machine.guest.restore(clean.state);
                verify(machine, clean, "reset after run " + run, pages, System.nanoTime() - start);
            }
        }
    }

    private void row(String what, String pages, String bytes, String millis, String bank) {
        say(String.format(Locale.ROOT, ROW, what, pages, bytes, millis, bank));
    }

    private void say(String line) {
        out.println(line.stripTrailing());
        out.flush();
    }

    /**
     * A state of the whole guest.
     *
     * @param checkpoint of its memory; null for the baseline
     * @param state its registers
     * @param fingerprint of all bytes, read without the agent
     * @param audit what the bank held
     */
    private record Moment(Checkpoint checkpoint, GuestState state, long fingerprint, Audit audit) {}

    /** The guest that runs now. */
    private record Machine(ByteBuffer memory, SqliteGuest guest, Bank bank, Random random) {
        long fingerprint() {
            CRC32C crc = new CRC32C();
            crc.update(memory.duplicate().clear());
            return crc.getValue();
        }
    }
}
