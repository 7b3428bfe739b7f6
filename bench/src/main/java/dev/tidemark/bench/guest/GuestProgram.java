package dev.tidemark.bench.guest;

import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.GuestStatement;
import dev.tidemark.sample.guest.MemoryKind;
import dev.tidemark.sample.guest.SqliteGuest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * What a fork runs. The guest starts and loads accounts into a table with an index, in one transaction; that is the first line it
 * prints. Then it answers lines: {@code load N} loads another table of N rows, in place of the one before, {@code transaction N}
 * makes N transfers, each a transaction of its own.
 *
 * <p>A line has two numbers, nanoseconds per row or transaction: by the clock, and of CPU time of the thread. A tracked guest is
 * harvested before each batch, which is not timed; the other conditions do nothing there.
 */
public final class GuestProgram {
    /** Bytes of the guest's memory. */
    private static final int RAM_BYTES = 64 << 20;

    private static final long SEED = 42;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Random random = new Random(SEED);
    private final SqliteGuest guest;
    private final Runnable harvest;

    private GuestProgram(SqliteGuest guest, Runnable harvest) {
        this.guest = guest;
        this.harvest = harvest;
    }

    /** Arguments: kind of memory, accounts, whether to track. */
    public static void main(String[] args) throws IOException {
        MemoryKind kind = MemoryKind.valueOf(args[0]);
        try (GuestRam ram = GuestRam.allocate(kind, RAM_BYTES)) {
            Runnable harvest = Boolean.parseBoolean(args[2]) ? new GuestTracking(ram.buffer()) : () -> {};
            new GuestProgram(SqliteGuest.open(ram.buffer()), harvest).run(Integer.parseInt(args[1]));
        }
    }

    private void run(int accounts) throws IOException {
        Bank[] bank = {null};
        time(accounts, () -> bank[0] = Bank.load(guest, accounts));
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long transactions = 0;
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            int count = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            if (line.startsWith("load ")) {
                time(count, () -> load(count));
            } else {
                time(count, () -> bank[0].transfer(random, count));
                transactions += count;
            }
        }
        harvest.run(); // the last batch was tracked, too
        bank[0].close();
        check(accounts, transactions);
    }

    private void time(int count, Runnable work) {
        harvest.run();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        work.run();
        long nanos = System.nanoTime() - start;
        System.out.println(nanos / count + " " + (threads.getCurrentThreadCpuTime() - cpu) / count);
    }

    private void load(int rows) {
        guest.execute("drop table if exists entry");
        guest.execute("create table entry(id integer primary key, text text not null, number integer not null);"
                + " create index entry_text on entry(text)");
        guest.execute("begin");
        try (GuestStatement insert = guest.prepare("insert into entry values(?1, ?2, 1000)")) {
            for (int id = 1; id <= rows; id++) {
                insert.bind(1, id)
                        .bind(2, "entry-" + Integer.toHexString(Integer.reverse(id)) + "-of-" + rows)
                        .run();
            }
        }
        guest.execute("commit");
    }

    /** The work was done, and the guest's memory is whole. */
    private void check(int accounts, long transactions) {
        long balance = guest.queryLong("select sum(balance) from account");
        long transfers = guest.queryLong("select transfers from ledger");
        if (balance != accounts * Bank.OPENING_BALANCE || transfers != transactions) {
            throw new IllegalStateException("the guest's books are wrong: balance " + balance + " of " + accounts
                    + " accounts after " + transfers + " transfers of " + transactions);
        }
    }
}
