package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.boot.Marks;
import dev.tidemark.it.Seed;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Writes that leave no mark, in a page table that compares hashes: several clients, every operation, at random. A page is a number
 * here, and is its own hash.
 *
 * <p>The oracle knows for each client what it saw when a page was last cleared for it. What differs from that must be dirty; what
 * nobody has written since must not be.
 */
class UnseenWritesTest {
    private static final int[] SIZES = {1, 2, 63, 64, 65, 127, 129, 255, 256, 257, 700};
    private static final int CLIENTS = 4;
    private static final long SEED = Seed.of("UnseenWritesTest");

    private Random random;
    private int pages;
    private long[] content;
    private PageTable table;
    private Shadow[] shadows;
    private boolean readable;
    private int failures;
    private boolean hashing;
    private int found;

    @Test
    void everyChangeIsFoundAndNothingElse() {
        int operations = 0;
        int unseen = 0;
        for (int run = 0; run < 600; run++) {
            start(SEED + run, SIZES[run % SIZES.length]);
            int from = random.nextInt(60);
            for (int i = 0; i < 400; i++) {
                if (i == from) {
                    table.startHashing();
                    hashing = true;
                }
                unseen += write();
                operate();
                operations++;
            }
        }
        System.out.println("UnseenWritesTest: " + operations + " operations, " + unseen + " unseen writes, " + found
                + " pages found by their hashes");
        assertTrue(found > 10_000, "pages found: " + found);
    }

    @Test
    void whatCannotBeReadStaysDirtyAndIsExactAgainAfterwards() {
        int operations = 0;
        for (int run = 0; run < 300; run++) {
            start(SEED ^ run << 10, SIZES[run % SIZES.length]);
            table.startHashing();
            hashing = true;
            for (int i = 0; i < 400; i++) {
                readable = random.nextInt(8) != 0;
                write();
                operate();
                for (Shadow shadow : shadows) {
                    shadow.blindIfUnreadable();
                }
                operations++;
            }
        }
        System.out.println("UnseenWritesTest: " + operations + " operations, some of them without access");
    }

    @Test
    void aComparisonThatThrowsLosesNothing() {
        int thrown = 0;
        for (int run = 0; run < 300; run++) {
            start(SEED ^ run << 20, SIZES[run % SIZES.length]);
            table.startHashing();
            hashing = true;
            for (int i = 0; i < 400; i++) {
                write();
                if (random.nextInt(5) == 0) {
                    failures = 1 + random.nextInt(2); // at once, or after a batch
                    thrown += operateFailing();
                    failures = 0;
                }
                operate();
            }
        }
        System.out.println("UnseenWritesTest: " + thrown + " comparisons that threw");
        assertTrue(thrown > 1000, "thrown: " + thrown);
    }

    /** A page that is clean for somebody when the memory escapes, and whose hash cannot be taken then, must not stay clean. */
    @Test
    void ifTheFirstHashesCannotBeTakenEverythingIsDirty() {
        for (boolean throwing : new boolean[] {false, true}) {
            start(SEED, 130);
            take(0, 0, 130);
            readable = throwing;
            failures = throwing ? 1 : 0;
            table.startHashing();
            readable = true;
            failures = 0;
            assertTrue(table.isHashing());
            content[77]++;
            assertEquals(130, table.count(shadows[0].client));
            assertEquals(
                    130, PageSets.take(table, shadows[0].client, 0, 130).pages().count());
            assertEquals(0, table.count(shadows[0].client));
            content[77]++;
            assertEquals(1, table.count(shadows[0].client));
        }
    }

    @Test
    void figuresAreWithoutAComparison() {
        start(SEED, 130);
        table.startHashing();
        take(0, 0, 130);
        content[5]++;
        failures = 1;
        assertEquals(0, table.stats(shadows[0].client, 64, 0).dirtyPages());
        failures = 0;
        assertEquals(1, table.count(shadows[0].client));
        assertEquals(1, table.stats(shadows[0].client, 64, 0).dirtyPages());
    }

    @Test
    void hashesThatAreStoppedCostNothingAndStartAnew() {
        start(SEED, 130);
        table.startHashing();
        take(0, 0, 130);
        table.stopHashing();
        failures = 1;
        assertEquals(0, table.count(shadows[0].client));
        take(0, 0, 130);
        failures = 0;
        table.startHashing();
        content[9]++;
        assertTrue(table.anyDirty(shadows[0].client, 9, 10));
        assertEquals(1, table.count(shadows[0].client));
    }

    private void start(long seed, int pageCount) {
        random = new Random(seed);
        pages = pageCount;
        content = new long[pageCount];
        readable = true;
        failures = 0;
        hashing = false;
        table = new PageTable(pageCount, Marks.inArray(pageCount), () -> {}, this::hash);
        shadows = new Shadow[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            shadows[i] = new Shadow(new ClientHandle("c" + i, i), pageCount);
        }
    }

    private boolean hash(long first, int count, long[] into) {
        if (failures > 0 && --failures == 0) {
            throw new OutOfMemoryError("of the test");
        }
        System.arraycopy(content, (int) first, into, 0, count);
        return readable;
    }

    /** Returns how many pages were written without a mark. */
    private int write() {
        int unseen = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            int page = random.nextInt(pages);
            content[page] = random.nextInt(3); // few values: what was there before often comes back
            if (!hashing || random.nextInt(3) == 0) {
                table.mark(page, page + 1);
                for (Shadow shadow : shadows) {
                    shadow.forced[page] = true;
                }
            } else {
                unseen++;
            }
            for (Shadow shadow : shadows) {
                shadow.touched[page] = true;
            }
        }
        return unseen;
    }

    private void operate() {
        int who = random.nextInt(CLIENTS);
        Shadow shadow = shadows[who];
        int first = random.nextInt(pages + 1);
        int end = random.nextInt(3) == 0 ? pages : Math.min(pages, first + random.nextInt(80));
        switch (random.nextInt(8)) {
            case 0 -> shadow.check(table.look(shadow.client).pages(), 0, pages);
            case 1 -> {
                long count = table.count(shadow.client);
                assertEquals(count, table.look(shadow.client).pages().count());
            }
            case 2 -> {
                boolean dirty = table.anyDirty(shadow.client, first, end);
                shadow.checkAny(dirty, first, end);
            }
            case 3 -> take(who, 0, pages);
            case 4 -> take(who, first, end);
            case 5 -> {
                table.clear(shadow.client, first, end);
                shadow.cleared(first, end);
            }
            case 6 -> {
                Pages taken = PageSets.take(table, shadow.client, first, end).pages();
                shadow.check(taken, first, end);
                shadow.cleared(first, end);
                table.giveBack(shadow.client, taken);
                for (int page = first; page < end; page++) {
                    shadow.forced[page] |= taken.has(page);
                }
            }
            default -> {
                if (random.nextInt(20) == 0) {
                    table.forget(shadow.client.slot());
                    Arrays.fill(shadow.forced, true);
                }
            }
        }
    }

    /** An operation that may throw, and then must have cleared nothing. Returns whether it threw. */
    private int operateFailing() {
        Shadow shadow = shadows[random.nextInt(CLIENTS)];
        int first = random.nextInt(pages + 1);
        int kind = random.nextInt(4);
        try {
            switch (kind) {
                case 0 -> table.look(shadow.client);
                case 1 -> table.anyDirty(shadow.client, first, pages);
                case 2 -> {
                    shadow.check(
                            PageSets.take(table, shadow.client, first, pages).pages(), first, pages);
                    shadow.cleared(first, pages);
                }
                default -> {
                    table.clear(shadow.client, first, pages);
                    shadow.cleared(first, pages);
                }
            }
            return 0;
        } catch (OutOfMemoryError e) {
            return 1;
        }
    }

    private void take(int who, int first, int end) {
        Pages taken = PageSets.take(table, shadows[who].client, first, end).pages();
        shadows[who].check(taken, first, end);
        shadows[who].cleared(first, end);
    }

    /** What one client knows. */
    private final class Shadow {
        private final ClientHandle client;

        /** Content when the page was last cleared. */
        private final long[] seen;

        /** Must be dirty: written with a mark, given back, or never cleared. */
        private final boolean[] forced;

        /** May be dirty: somebody wrote it, even with the same content. */
        private final boolean[] touched;

        Shadow(ClientHandle client, int pageCount) {
            this.client = client;
            seen = new long[pageCount];
            forced = new boolean[pageCount];
            touched = new boolean[pageCount];
            Arrays.fill(forced, true);
        }

        void check(Pages found, int first, int end) {
            for (int page = first; page < end; page++) {
                boolean dirty = found.has(page);
                boolean must = forced[page] || readable && content[page] != seen[page];
                int at = page;
                assertTrue(
                        dirty || !must, () -> "lost: page " + at + " of " + pages + ", " + client + ", seed " + SEED);
                boolean may = must || touched[page] || !readable;
                assertTrue(!dirty || may, () -> "for nothing: page " + at + " of " + pages + ", seed " + SEED);
                UnseenWritesTest.this.found += dirty && !forced[page] ? 1 : 0;
            }
        }

        void checkAny(boolean dirty, int first, int end) {
            boolean must = false;
            boolean may = false;
            for (int page = first; page < end; page++) {
                must |= forced[page] || content[page] != seen[page];
                may |= forced[page] || touched[page] || !readable;
            }
            assertTrue(dirty || !must || !readable, () -> "lost in [" + first + ", " + end + "), seed " + SEED);
            assertTrue(!dirty || may, () -> "for nothing in [" + first + ", " + end + "), seed " + SEED);
        }

        void cleared(int first, int end) {
            for (int page = first; page < end; page++) {
                if (readable) {
                    seen[page] = content[page];
                    forced[page] = false;
                    touched[page] = false;
                }
            }
        }

        /** After a call that could not read, any page may be dirty for everyone. */
        void blindIfUnreadable() {
            if (!readable) {
                Arrays.fill(touched, true);
            }
        }
    }
}
