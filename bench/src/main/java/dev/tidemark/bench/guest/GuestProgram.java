package dev.tidemark.bench.guest;

import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.MemoryKind;
import dev.tidemark.sample.guest.SqliteGuest;
import java.io.IOException;
import java.util.Random;

/**
 * What a fork runs: the guest starts, loads accounts into a table with an index in one transaction, and makes transfers, each a
 * transaction of its own. Prints a line {@code load NANOS} and then lines {@code transaction NANOS}, the latter per transaction,
 * for one batch each. Between batches a tracked guest is harvested, which is not timed; the other conditions do nothing there.
 */
public final class GuestProgram {
    /** Bytes of the guest's memory. */
    private static final int RAM_BYTES = 64 << 20;

    /** Transactions timed together. */
    private static final int BATCH = 200;

    private static final long SEED = 42;

    private GuestProgram() {}

    /** Arguments: kind of memory, accounts, batches of transactions, whether to track. */
    public static void main(String[] args) throws IOException {
        MemoryKind kind = MemoryKind.valueOf(args[0]);
        int accounts = Integer.parseInt(args[1]);
        int batches = Integer.parseInt(args[2]);
        boolean tracked = Boolean.parseBoolean(args[3]);
        try (GuestRam ram = GuestRam.allocate(kind, RAM_BYTES)) {
            Runnable harvest = tracked ? new GuestTracking(ram.buffer()) : () -> {};
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            long start = System.nanoTime();
            try (Bank bank = Bank.load(guest, accounts)) {
                System.out.println("load " + (System.nanoTime() - start));
                Random random = new Random(SEED);
                for (int i = 0; i < batches; i++) {
                    harvest.run();
                    long before = System.nanoTime();
                    bank.transfer(random, BATCH);
                    System.out.println("transaction " + (System.nanoTime() - before) / BATCH);
                }
                harvest.run();
                check(guest, accounts, batches);
            }
        }
    }

    /** The work was done, and the guest's memory is whole. */
    private static void check(SqliteGuest guest, int accounts, int batches) {
        long balance = guest.queryLong("select sum(balance) from account");
        long transfers = guest.queryLong("select transfers from ledger");
        if (balance != accounts * Bank.OPENING_BALANCE || transfers != (long) batches * BATCH) {
            throw new IllegalStateException("the guest's books are wrong: balance " + balance + " of " + accounts
                    + " accounts after " + transfers + " transfers");
        }
    }
}
