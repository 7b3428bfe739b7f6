package dev.tidemark.sample.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.sample.guest.SqliteGuest;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The proof of a migration must be able to say no. */
class BooksTest {
    private static final int ACCOUNTS = 500;
    private static final int TRANSFERS = 60;

    private final long seed = new Random().nextLong();

    @Test
    void transfersInOrderAreConfirmed() {
        assertEquals(expected(TRANSFERS), books(LongStream.rangeClosed(1, TRANSFERS)), "seed " + seed);
    }

    @Test
    void aTransferThatWasMadeTwiceIsSeen() {
        Books twice = books(LongStream.concat(LongStream.rangeClosed(1, TRANSFERS), LongStream.of(TRANSFERS)));
        assertEquals(TRANSFERS + 1, twice.audit().transfers());
        assertEquals(expected(TRANSFERS + 1).audit(), twice.audit(), "sums and counts cannot tell");
        assertNotEquals(expected(TRANSFERS + 1), twice, "seed " + seed);
    }

    @Test
    void aTransferThatWasLostIsSeen() {
        Books lost = books(LongStream.rangeClosed(1, TRANSFERS).filter(number -> number != 7));
        assertEquals(expected(TRANSFERS - 1).audit(), lost.audit(), "sums and counts cannot tell");
        assertNotEquals(expected(TRANSFERS - 1), lost, "seed " + seed);
    }

    @Test
    void transfersMoveMoneyBetweenTwoAccounts() {
        for (int accounts : new int[] {2, 3, 1000}) {
            for (long number = 1; number < 10_000; number++) {
                Transfer transfer = Transfer.numbered(seed, number, accounts);
                assertEquals(transfer, Transfer.numbered(seed, number, accounts));
                assertTrue(
                        transfer.from() != transfer.to()
                                && Math.min(transfer.from(), transfer.to()) >= 1
                                && Math.max(transfer.from(), transfer.to()) <= accounts
                                && transfer.amount() >= 1,
                        transfer::toString);
            }
        }
    }

    @Test
    void aLineIsReadAsItWasWritten() {
        Books books = new Books(new Audit(5, 5000, 77, "row 3 missing from index"), 4_000_000_000L);
        assertEquals(books, Books.parse(books.line()));
        assertThrows(IllegalArgumentException.class, () -> Books.parse("1 2 3"));
    }

    private Books expected(long transfers) {
        return Books.expected(seed, ACCOUNTS, transfers);
    }

    private Books books(LongStream numbers) {
        SqliteGuest guest = SqliteGuest.open(ByteBuffer.allocate(SqliteGuest.MIN_BYTE_SIZE));
        try (Bank bank = Bank.load(guest, ACCOUNTS)) {
            LongConsumer make = number -> bank.make(Transfer.numbered(seed, number, ACCOUNTS));
            numbers.forEach(make);
        }
        return Books.of(guest);
    }
}
