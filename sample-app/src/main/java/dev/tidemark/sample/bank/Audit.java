package dev.tidemark.sample.bank;

import com.dylibso.chicory.wasm.ChicoryException;
import dev.tidemark.sample.guest.GuestException;
import dev.tidemark.sample.guest.SqliteGuest;
import java.util.Locale;

/**
 * What a bank turned out to hold.
 *
 * @param accounts rows of the table
 * @param sum sum of all balances
 * @param transfers the ledger's count
 * @param integrity SQLite's own verdict, {@code ok} if it found nothing wrong
 */
public record Audit(long accounts, long sum, long transfers, String integrity) {
    private static final String OK = "ok";

    /** Counts everything. A guest that can no longer be read gives an audit that says so instead of an exception. */
    public static Audit of(SqliteGuest guest) {
        try {
            return new Audit(
                    guest.queryLong("select count(*) from account"),
                    guest.queryLong("select sum(balance) from account"),
                    guest.queryLong("select transfers from ledger"),
                    guest.queryText("pragma integrity_check"));
        } catch (GuestException | ChicoryException e) {
            return new Audit(0, 0, 0, String.valueOf(e.getMessage()));
        }
    }

    /** What a bank must hold after that many transfers. */
    public static Audit expected(long accounts, long transfers) {
        return new Audit(accounts, accounts * Bank.OPENING_BALANCE, transfers, OK);
    }

    /** One line for people. */
    public String text() {
        return String.format(
                Locale.ROOT, "integrity %s, %,d accounts, sum %,d, %,d transfers", integrity, accounts, sum, transfers);
    }
}
