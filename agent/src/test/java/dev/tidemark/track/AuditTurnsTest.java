package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who is checked when. */
class AuditTurnsTest {
    private final Random random = new Random(Seed.of("AuditTurnsTest"));

    /** Harvests of any ranges, in any order: no page is left out for more than ceil(100 / N) of those that cover it. */
    @Test
    void noPageWaitsForLong() {
        long checks = 0;
        for (int round = 0; round < 40; round++) {
            int pages = 1 + random.nextInt(9_000);
            int share = 1 + random.nextInt(random.nextBoolean() ? 100 : AuditTurns.WHOLE);
            int most = (AuditTurns.WHOLE + share - 1) / share;
            AuditTurns turns = new AuditTurns(pages);
            int[] passed = new int[pages];
            for (int harvest = 0; harvest < Math.min(3 * most, 300); harvest++) {
                int first = random.nextInt(4) == 0 ? random.nextInt(pages) : 0;
                int end = random.nextInt(4) == 0 ? first + random.nextInt(pages - first + 1) : pages;
                for (int page = first; page < end; page++) {
                    passed[page]++;
                    assertTrue(passed[page] <= most, "share " + share + ", page " + page);
                    if (turns.next(page, share)) {
                        passed[page] = 0;
                        checks++;
                    }
                }
            }
        }
        System.out.println("AuditTurnsTest: checks " + checks);
    }

    @Test
    void eachHarvestOfAllChecksTheShare() {
        int pages = 16 * AuditTurns.WHOLE;
        for (int share : new int[] {1, 7, 50, 500, 3_333, 6_000, 9_999, AuditTurns.WHOLE}) {
            AuditTurns turns = new AuditTurns(pages);
            for (int harvest = 0; harvest < 20; harvest++) {
                int checked = 0;
                for (int page = 0; page < pages; page++) {
                    checked += turns.next(page, share) ? 1 : 0;
                }
                assertEquals(16 * share, checked, "harvest " + harvest);
            }
        }
    }

    @Test
    void accountsAreAllocatedWherePagesAreCovered() {
        AuditTurns turns = new AuditTurns(1L << 31);
        assertEquals(0, turns.byteSize());
        turns.next((1L << 31) - 1, 1);
        assertEquals(8192, turns.byteSize());
    }
}
