package dev.tidemark.sample.bank;

import dev.tidemark.sample.guest.GuestStatement;
import dev.tidemark.sample.guest.SqliteGuest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * All that a bank holds after {@linkplain Transfer numbered transfers}. A transfer that was lost, or made twice, leaves the sum as it was;
 * the balances tell.
 *
 * @param audit counts and sums
 * @param checksum CRC32C of all balances in order of the accounts
 */
public record Books(Audit audit, long checksum) {
    private static final int FIELDS = 5;

    /** Reads them. */
    public static Books of(SqliteGuest guest) {
        CRC32C crc = new CRC32C();
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
        try (GuestStatement balances = guest.prepare("select balance from account order by id")) {
            balances.forEachLong(
                    balance -> crc.update(bytes.clear().putLong(balance).flip()));
        }
        return new Books(Audit.of(guest), crc.getValue());
    }

    /** What they must be after transfers 1 to {@code transfers}, found out without any guest. */
    public static Books expected(long seed, int accounts, long transfers) {
        long[] balances = new long[accounts];
        Arrays.fill(balances, Bank.OPENING_BALANCE);
        for (long number = 1; number <= transfers; number++) {
            Transfer transfer = Transfer.numbered(seed, number, accounts);
            balances[transfer.from() - 1] -= transfer.amount();
            balances[transfer.to() - 1] += transfer.amount();
        }
        CRC32C crc = new CRC32C();
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
        for (long balance : balances) {
            crc.update(bytes.clear().putLong(balance).flip());
        }
        return new Books(Audit.expected(accounts, transfers), crc.getValue());
    }

    /** One line, for {@link #parse}. */
    public String line() {
        return audit.accounts() + " " + audit.sum() + " " + audit.transfers() + " " + checksum + " "
                + audit.integrity().replaceAll("\\s*\\R\\s*", " ");
    }

    /**
     * Reads {@link #line}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Books parse(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not the books of a bank: " + line);
        }
        Audit audit =
                new Audit(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[4]);
        return new Books(audit, Long.parseLong(fields[3]));
    }
}
