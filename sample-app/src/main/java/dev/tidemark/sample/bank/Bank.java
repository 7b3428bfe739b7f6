package dev.tidemark.sample.bank;

import dev.tidemark.sample.guest.GuestStatement;
import dev.tidemark.sample.guest.SqliteGuest;
import java.util.Random;

/**
 * Accounts with balances, an index over their owners, and a count of all transfers ever made.
 *
 * <p>The same seed gives the same transfers.
 */
public final class Bank implements AutoCloseable {
    /** What every account holds at first. */
    public static final long OPENING_BALANCE = 1_000;

    private static final long MAX_AMOUNT = 100;
    private static final String SCHEMA = """
            create table account(id integer primary key, owner text not null, balance integer not null);
            create index account_owner on account(owner);
            create table ledger(transfers integer not null);
            insert into ledger values(0);
            """;

    private final int accounts;
    private final GuestStatement begin;
    private final GuestStatement move;
    private final GuestStatement count;
    private final GuestStatement commit;

    private Bank(SqliteGuest guest, int accounts) {
        this.accounts = accounts;
        this.begin = guest.prepare("begin immediate");
        this.move = guest.prepare("update account set balance = balance + ?1 where id = ?2");
        this.count = guest.prepare("update ledger set transfers = transfers + 1");
        this.commit = guest.prepare("commit");
    }

    /** Creates the tables and loads {@code accounts} accounts, at least 2, in one transaction. */
    public static Bank load(SqliteGuest guest, int accounts) {
        guest.execute(SCHEMA);
        guest.execute("begin");
        try (GuestStatement insert = guest.prepare("insert into account values(?1, ?2, " + OPENING_BALANCE + ")")) {
            for (int id = 1; id <= accounts; id++) {
                insert.bind(1, id).bind(2, owner(id)).run();
            }
        }
        guest.execute("commit");
        return new Bank(guest, accounts);
    }

    /** The bank that a copied guest already holds. */
    public static Bank reopen(SqliteGuest guest, int accounts) {
        return new Bank(guest, accounts);
    }

    /** Scatters the names, so that the index is not filled in the order of the table. */
    private static String owner(int id) {
        return "owner-" + Integer.toHexString(Integer.reverse(id)) + "-of-account-" + id;
    }

    /** Makes that many transfers between random accounts, each its own transaction. */
    public void transfer(Random random, int transfers) {
        for (int i = 0; i < transfers; i++) {
            long amount = 1 + random.nextInt((int) MAX_AMOUNT);
            int from = 1 + random.nextInt(accounts);
            int to = 1 + (from + random.nextInt(accounts - 1)) % accounts;
            make(new Transfer(from, to, amount));
        }
    }

    /** Makes one transfer, in a transaction of its own, and counts it. */
    public void make(Transfer transfer) {
        begin.run();
        move.bind(1, -transfer.amount()).bind(2, transfer.from()).run();
        move.bind(1, transfer.amount()).bind(2, transfer.to()).run();
        count.run();
        commit.run();
    }

    /** Frees the statements. The data stays. */
    @Override
    public void close() {
        begin.close();
        move.close();
        count.close();
        commit.close();
    }
}
