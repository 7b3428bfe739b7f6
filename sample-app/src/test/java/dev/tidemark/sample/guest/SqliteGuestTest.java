package dev.tidemark.sample.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.sample.bank.Audit;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestState.GlobalValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqliteGuestTest {
    private static final int SIZE = 32 << 20;
    private static final int ACCOUNTS = 2_000;

    @ParameterizedTest
    @EnumSource(MemoryKind.class)
    void aCopyContinuesAndTheOriginalToo(MemoryKind kind) throws IOException {
        long seed = new Random().nextLong();
        try (GuestRam ram = GuestRam.allocate(kind, SIZE);
                GuestRam copyRam = GuestRam.allocate(kind, SIZE)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            try (Bank bank = Bank.load(guest, ACCOUNTS)) {
                bank.transfer(new Random(seed), 100);

                SqliteGuest copy = SqliteGuest.resume(
                        copyRam.buffer(), ram.buffer().duplicate().clear(), guest.state());
                assertEquals(Audit.expected(ACCOUNTS, 100), Audit.of(copy), "seed " + seed);

                // Each goes its own way.
                try (Bank copiedBank = Bank.reopen(copy, ACCOUNTS)) {
                    copiedBank.transfer(new Random(seed + 1), 50);
                }
                assertEquals(Audit.expected(ACCOUNTS, 150), Audit.of(copy), "seed " + seed);
                assertEquals(Audit.expected(ACCOUNTS, 100), Audit.of(guest), "seed " + seed);
                bank.transfer(new Random(seed + 2), 7);
                assertEquals(Audit.expected(ACCOUNTS, 107), Audit.of(guest), "seed " + seed);
            }
        }
    }

    @Test
    void globalsComeBack() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.DIRECT, SIZE)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            GuestState before = guest.state();
            assertFalse(before.globals().isEmpty(), "the stack pointer is one");

            List<GlobalValue> moved = before.globals().stream()
                    .map(global -> new GlobalValue(global.index(), global.low() - 1024, global.high()))
                    .toList();
            GuestState other = new GuestState(before.memoryPages(), before.database(), moved);
            guest.restore(other);
            assertEquals(other, guest.state());
            guest.restore(before);
            assertEquals(before, guest.state());
            assertEquals(2, guest.queryLong("select 1 + 1"));
        }
    }

    @Test
    void aStateOfAnotherModuleIsRefused() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.HEAP, SIZE)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            GuestState state = guest.state();
            GuestState other = new GuestState(state.memoryPages(), state.database(), List.of(new GlobalValue(9, 0, 0)));
            assertThrows(IllegalArgumentException.class, () -> guest.restore(other));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> SqliteGuest.resume(ram.buffer(), ByteBuffer.allocate(10), state));
        }
    }

    @Test
    void aBadStatementIsExplained() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.HEAP, SIZE)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            GuestException failure = assertThrows(GuestException.class, () -> guest.execute("select * from absent"));
            assertTrue(failure.getMessage().contains("no such table: absent"), failure.getMessage());
        }
    }

    @Test
    void aFullMemorySaysWhatToDo() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.HEAP, SIZE)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            guest.execute("create table t(a)");
            GuestException failure = assertThrows(
                    GuestException.class, () -> guest.execute("insert into t values(zeroblob(" + SIZE + "))"));
            assertTrue(failure.getMessage().contains("out of memory"), failure.getMessage());
            assertTrue(failure.getMessage().contains("--size"), failure.getMessage());
            assertEquals(0, guest.queryLong("select count(*) from t"), "and the guest still works");
        }
    }

    /** An audit that cannot fail would prove nothing. */
    @Test
    void anAuditSeesDamage() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.HEAP, SIZE)) {
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            Bank.load(guest, ACCOUNTS).close();
            guest.execute("update account set balance = balance + 1 where id = 7");
            assertEquals(Audit.expected(ACCOUNTS, 0).sum() + 1, Audit.of(guest).sum());
        }
    }
}
