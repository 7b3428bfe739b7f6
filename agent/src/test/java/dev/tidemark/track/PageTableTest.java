package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.boot.Marks;
import dev.tidemark.it.Seed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The page table against its model: every operation, at random, with page counts around word boundaries. */
class PageTableTest {
    private static final int[] SIZES = {
        1, 2, 62, 63, 64, 65, 66, 127, 128, 129, 191, 192, 193, 255, 256, 257, 1000, 4095, 4096, 4097, 8257
    };
    private static final long SEED = Seed.of("PageTableTest");

    /** While every write leaves a mark, nobody reads the memory. */
    private static final PageContent NOT_ASKED = (first, count, into) -> {
        throw new AssertionError("pages were hashed");
    };

    private Random random;
    private PageTable table;
    private PageTableModel model;
    private int safepoints;
    private long epoch;
    private final List<ClientHandle> clients = new ArrayList<>();
    private final List<Harvest> harvests = new ArrayList<>();

    @Test
    void shortRunsCheckedAfterEveryOperation() {
        for (int run = 0; run < 1000; run++) {
            start(SEED + run, SIZES[run % SIZES.length]);
            for (int i = 0; i < 100; i++) {
                operate();
                checkAll();
            }
        }
    }

    @Test
    void longRunsCheckedNowAndThen() {
        int operations = 0;
        for (int run = 0; run < 30; run++) {
            start(SEED ^ run << 8, SIZES[run % SIZES.length]);
            for (int i = 0; i < 33_000; i++) {
                operate();
                operations++;
                if (random.nextInt(500) == 0) {
                    checkAll();
                }
            }
            checkAll();
        }
        System.out.println("PageTableTest: operations in long runs " + operations);
    }

    @Test
    void aSafepointIsPassedWhenMarksWereTakenAndOnlyThen() {
        start(1, 600);
        ClientHandle a = clients.get(0);
        ClientHandle b = new ClientHandle("b", 1);
        PageSets.take(table, a, 0, 600);
        assertEquals(1, safepoints, "the first: a writer may not have seen the region yet");
        PageSets.take(table, b, 0, 600);
        assertEquals(1, safepoints, "all pages of a new client, but no mark was taken");
        PageSets.take(table, a, 0, 600);
        assertEquals(1, safepoints, "nothing to take");
        table.mark(280, 281);
        PageSets.take(table, a, 0, 256);
        assertEquals(1, safepoints, "the mark lies elsewhere");
        table.count(b);
        assertEquals(1, safepoints, "a look reads no pages");
        PageSets.take(table, a, 256, 512);
        assertEquals(2, safepoints, "the look took the mark, this takes the page");
        PageSets.take(table, b, 256, 512);
        assertEquals(2, safepoints, "passed since the mark was taken");
        table.mark(280, 281);
        table.clear(a, 256, 512);
        assertEquals(3, safepoints);
        table.clear(a, 256, 256);
        assertEquals(3, safepoints);
    }

    @Test
    void aRemovedClientIsRefusedAndGivesNothingBack() {
        start(1, 100);
        ClientHandle gone = clients.get(0);
        PageTable.Found taken = PageSets.take(table, gone, 0, 100);
        gone.markRemoved();
        table.forget(gone.slot());
        assertThrows(IllegalStateException.class, () -> PageSets.take(table, gone, 0, 100));
        assertThrows(IllegalStateException.class, () -> table.look(gone));
        assertThrows(IllegalStateException.class, () -> table.count(gone));
        assertThrows(IllegalStateException.class, () -> table.anyDirty(gone, 0, 1));
        assertThrows(IllegalStateException.class, () -> table.clear(gone, 0, 1));
        ClientHandle next = new ClientHandle("next", gone.slot());
        PageSets.take(table, next, 0, 100);
        table.giveBack(gone, taken.pages());
        assertEquals(0, table.count(next));
    }

    private void start(long seed, int pageCount) {
        random = new Random(seed);
        safepoints = 0;
        epoch = 0;
        clients.clear();
        harvests.clear();
        table = new PageTable(pageCount, Marks.inArray(pageCount), () -> safepoints++, NOT_ASKED);
        model = new PageTableModel(pageCount);
        clients.add(new ClientHandle("first", 0));
    }

    private void operate() {
        int n = model.pageCount;
        int first = random.nextInt(n + 1);
        int end = random.nextInt(4) == 0 ? n : Math.min(n, first + random.nextInt(random.nextBoolean() ? 3 : n + 1));
        ClientHandle client = clients.get(random.nextInt(clients.size()));
        int slot = client.slot();
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> {
                table.mark(first, end);
                model.mark(first, end);
            }
            case 4 -> assertEquals(model.look(slot, 0, n), PageSets.bits(table.look(client)));
            case 5 -> assertEquals(model.look(slot, 0, n).cardinality(), table.count(client));
            case 6 -> assertEquals(!model.look(slot, first, end).isEmpty(), table.anyDirty(client, first, end));
            case 7 -> take(client, 0, n);
            case 8, 9, 10 -> take(client, first, end);
            case 11 -> {
                table.clear(client, first, end);
                model.clear(slot, first, end);
            }
            case 12, 13 -> giveBack();
            case 14 -> addClient();
            default -> removeClient(client);
        }
        assertEquals(model.safepoints, safepoints, "safepoints");
        assertEquals(epoch, table.epoch());
    }

    private void take(ClientHandle client, int first, int end) {
        PageTable.Found taken = PageSets.take(table, client, first, end);
        BitSet wanted = model.take(client.slot(), first, end);
        assertEquals(wanted, PageSets.bits(taken));
        assertEquals(++epoch, taken.epoch());
        harvests.add(new Harvest(client, taken.pages(), wanted));
        if (harvests.size() > 20) {
            harvests.remove(0);
        }
    }

    /** Any of the last harvests, also of clients that are gone and whose slot is another's. */
    private void giveBack() {
        if (!harvests.isEmpty()) {
            Harvest harvest = harvests.remove(random.nextInt(harvests.size()));
            table.giveBack(harvest.client, harvest.pages);
            if (!harvest.client.isRemoved()) {
                model.giveBack(harvest.client.slot(), harvest.wanted);
            }
        }
    }

    private void addClient() {
        for (int tries = 0; tries < 8 && clients.size() < Clients.MAX; tries++) {
            int slot = random.nextInt(Clients.MAX);
            if (clients.stream().noneMatch(client -> client.slot() == slot)) {
                clients.add(new ClientHandle("client-" + slot, slot));
                return;
            }
        }
    }

    private void removeClient(ClientHandle client) {
        if (clients.size() > 1 && (clients.size() > 50 || random.nextInt(4) == 0)) {
            clients.remove(client);
            client.markRemoved();
            table.forget(client.slot());
            model.forget(client.slot());
        }
    }

    private void checkAll() {
        for (ClientHandle client : clients) {
            model.look(client.slot(), 0, model.pageCount);
            assertEquals(
                    model.now(client.slot()), PageSets.bits(table.look(client)), () -> "seed " + SEED + ", " + client);
        }
        assertEquals(model.safepoints, safepoints);
    }

    private record Harvest(ClientHandle client, Pages pages, BitSet wanted) {}
}
