package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.boot.Marks;
import dev.tidemark.it.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The audit of a page table against a model of it that keeps a copy of each page's bytes as of its last check. Writes come with a
 * mark, with a mark that is late, or without one; harvests are of any range, by several clients, at a share that changes.
 */
class AuditBookTest {
    private static final long SEED = Seed.of("AuditBookTest");
    private static final int RUNS = 300;
    private static final int OPERATIONS = 400;

    private final AuditLedger ledger = new AuditLedger() {
        @Override
        long nanos() {
            return nanos;
        }
    };
    private long nanos;
    private Random random;

    private int pageSize;
    private byte[] memory;
    private int pages;
    private PageTable table;
    private final List<ClientHandle> clients = List.of(new ClientHandle("a", 0), new ClientHandle("b", 63));

    // The model.
    private byte[][] checked;
    private BitSet marked;
    private BitSet fresh;
    private BitSet awaited;
    private BitSet[] dirty;
    private long[][] ranges;
    private final BitSet wantedNow = new BitSet();
    private long compared;
    private long suspects;
    private long misses;
    private long found;

    @Test
    void everyChangeWithoutAMarkIsFoundAtItsCheckAndNothingElse() {
        long allCompared = 0;
        long allSuspects = 0;
        long allMisses = 0;
        for (int run = 0; run < RUNS; run++) {
            start(SEED + run);
            for (int i = 0; i < OPERATIONS; i++) {
                operate();
                nanos += random.nextInt(30_000_000);
            }
            allCompared += compared;
            allSuspects += suspects;
            allMisses += misses;
        }
        System.out.println("AuditBookTest: pages compared " + allCompared + ", suspects " + allSuspects + ", misses "
                + allMisses + ", found by a client " + found);
        assertTrue(allMisses > RUNS && allSuspects > allMisses && found > allMisses, "nothing was tested");
    }

    private void start(long seed) {
        random = new Random(seed);
        pageSize = 64 << random.nextInt(7);
        pages = 1 + random.nextInt(random.nextBoolean() ? 5 : 200);
        memory = new byte[(pages - 1) * pageSize + 1 + random.nextInt(pageSize)];
        random.nextBytes(memory);
        int pageShift = Integer.numberOfTrailingZeros(pageSize);
        table = new PageTable(pages, Marks.inArray(pages), () -> {}, (first, count, into) -> false);
        table.audit(new AuditBook(ledger, this::hash, pages, pageShift, memory.length));
        checked = new byte[pages][];
        ranges = new long[pages][];
        marked = new BitSet();
        fresh = new BitSet();
        awaited = new BitSet();
        dirty = new BitSet[] {new BitSet(), new BitSet()};
        compared = 0;
        suspects = 0;
        misses = 0;
        for (BitSet each : dirty) {
            each.set(0, pages);
        }
        ledger.share(1 + random.nextInt(AuditTurns.WHOLE));
        for (ClientHandle client : clients) {
            harvest(client, 0, pages);
        }
    }

    private void operate() {
        int page = random.nextInt(pages);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                write(page);
                mark(page);
            }
            case 3, 4 -> write(page);
            case 5 -> mark(page);
            case 6, 7 -> {
                int first = random.nextInt(pages + 1);
                harvest(clients.get(random.nextInt(2)), first, first + random.nextInt(pages - first + 1));
            }
            case 8, 9 -> harvest(clients.get(random.nextInt(2)), 0, pages);
            case 10 -> {
                if (awaited.isEmpty()) {
                    assertEquals(!fresh.isEmpty(), table.awaitSuspects());
                    awaited.or(fresh);
                    fresh.clear();
                } else {
                    settle();
                }
            }
            default -> {
                if (random.nextInt(5) == 0) {
                    ledger.share(1 + random.nextInt(AuditTurns.WHOLE));
                }
            }
        }
        AuditStats stats = table.auditStats();
        assertEquals(compared, stats.pagesAudited());
        assertEquals(suspects, stats.suspects());
        assertEquals(misses, stats.misses());
    }

    private void write(int page) {
        int first = page * pageSize;
        int at = first + random.nextInt(Math.min(pageSize, memory.length - first));
        memory[at]++;
    }

    private void mark(int page) {
        table.mark(page, page + 1);
        marked.set(page);
    }

    /** Marks are taken in groups of 256 pages. */
    private void marksTaken(int first, int end) {
        if (first >= end) {
            return;
        }
        for (int page = first & -256; page < Math.min(pages, (end + 255) & -256); page++) {
            if (marked.get(page)) {
                marked.clear(page);
                checked[page] = null;
                fresh.clear(page);
                awaited.clear(page);
                for (BitSet each : dirty) {
                    each.set(page);
                }
            }
        }
    }

    private void harvest(ClientHandle client, int first, int end) {
        marksTaken(first, end);
        wantedNow.clear();
        table.audit(first, end);
        int slot = clients.indexOf(client);
        BitSet wanted = dirty[slot].get(0, pages);
        wanted.clear(0, first);
        wanted.clear(end, pages);
        assertEquals(wanted, PageSets.bits(PageSets.take(table, client, first, end)));
        assertTrue(wanted.cardinality() >= wantedNow.cardinality());
        found += wantedNow.cardinality();
        dirty[slot].andNot(wanted);
        long open = fresh.cardinality() + awaited.cardinality();
        assertEquals(open, table.auditStats().openSuspects());
    }

    /** What the table asks for tells the model which pages are checked; what must follow it works out on its own. */
    private boolean hash(long firstBlock, int count, long[] into) {
        int blockSize = Math.max(64, pageSize / 16);
        int page = (int) (firstBlock * blockSize / pageSize);
        assertEquals(0, firstBlock * blockSize % pageSize, "whole pages are read");
        byte[] now = Arrays.copyOfRange(memory, page * pageSize, Math.min((page + 1) * pageSize, memory.length));
        assertEquals((now.length + blockSize - 1) / blockSize, count);
        for (int i = 0; i < count; i++) {
            byte[] block = Arrays.copyOfRange(now, i * blockSize, Math.min((i + 1) * blockSize, now.length));
            into[i] = Arrays.hashCode(block) * 0x9E37_79B9L;
        }
        if (checked[page] != null) {
            compared++;
            if (!Arrays.equals(checked[page], now)) {
                wantedNow.set(page);
                for (BitSet each : dirty) {
                    each.set(page);
                }
                if (!awaited.get(page) && !fresh.get(page)) {
                    fresh.set(page);
                    suspects++;
                    int first = Arrays.mismatch(checked[page], now);
                    int last = now.length - 1;
                    while (checked[page][last] == now[last]) {
                        last--;
                    }
                    long end = Math.min(now.length, (last / blockSize + 1L) * blockSize);
                    ranges[page] = new long[] {first / blockSize * blockSize, end};
                }
            }
        }
        checked[page] = now;
        return true;
    }

    private void settle() {
        for (int page = awaited.nextSetBit(0); page >= 0; page = awaited.nextSetBit(page + 1)) {
            marksTaken(page, page + 1);
        }
        TreeSet<Long> named = new TreeSet<>();
        table.settleSuspects("ram", miss -> {
            assertEquals("ram", miss.region());
            assertEquals(miss.byteOffset() / pageSize, miss.page());
            long[] range = ranges[(int) miss.page()];
            assertEquals(miss.page() * pageSize + range[0], miss.byteOffset());
            assertEquals(range[1] - range[0], miss.byteLength());
            assertTrue(miss.fromMillis() <= miss.toMillis());
            assertTrue(named.add(miss.page()));
        });
        assertEquals(awaited.stream().mapToObj(Long::valueOf).toList(), new ArrayList<>(named));
        misses += named.size();
        awaited.clear();
    }
}
