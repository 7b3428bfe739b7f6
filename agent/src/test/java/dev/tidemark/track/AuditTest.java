package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.boot.Marks;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a suspect to a miss, or not. There are no hooks here, so every put is a write that nobody sees. */
class AuditTest {
    private static final int PAGE = 4096;
    private static final int PAGES = 2_000;

    private long nanos;
    private final Set<Thread> storing = new HashSet<>();
    private final List<AuditMiss> told = new ArrayList<>();
    private final RegionTracker tracker = new RegionTracker(PAGE, () -> {}, new AuditLedger() {
        @Override
        long nanos() {
            return nanos;
        }
    });
    private final Audit audit = tracker.audit();
    private final ByteBuffer ram = ByteBuffer.allocateDirect(PAGES * PAGE);
    private final Client one = tracker.client("one");
    private final Client two = tracker.client("two");

    AuditTest() {
        audit.connect(() -> Set.copyOf(storing), told::add);
        audit.switchTo(Audit.WHOLE);
    }

    @Test
    void aChangeIsDirtyForAllAtOnceAndAMissAfterTheGrace() {
        Region region = checked("ram");
        region.harvest(two);
        passSeconds(3);
        ram.put(5 * PAGE + 1000, (byte) 1);
        assertFalse(region.isDirty(two, 0, ram.capacity()));
        assertEquals(1, region.harvest(one).pageCount());
        assertTrue(region.isDirty(two, 5 * PAGE, 1), "for the other client too");
        assertEquals(0, region.harvest(one).pageCount(), "it is known as it is now");
        audit.settle();
        assertEquals(1, audit.suspects(10).size());
        passSeconds(1);
        audit.settle();
        assertEquals(0, audit.stats().misses());
        passSeconds(1);
        audit.settle();
        assertEquals(1, told.size());
        AuditMiss miss = told.get(0);
        assertEquals(new AuditMiss(1, "ram", 5, 5 * PAGE + 768, 256, miss.fromMillis(), miss.toMillis()), miss);
        long window = miss.toMillis() - miss.fromMillis();
        assertTrue(window >= 3000 && window < 3100, "window of " + window + " ms");
        assertEquals(told, audit.misses(0, 10));
        assertEquals(List.of(), audit.misses(2, 10));
        assertEquals(List.of(), audit.suspects(10));
        assertEquals(1, audit.stats().suspects());
    }

    @Test
    void whoWasStoringHoldsTheVerdictUpAndNobodyElseDoes() {
        Region region = checked("ram");
        Thread writer = new Thread("writer");
        storing.add(writer);
        ram.put(0, (byte) 1);
        region.harvest(one);
        audit.settle();
        storing.add(new Thread("came later"));
        for (int i = 0; i < 100; i++) {
            passSeconds(60);
            audit.settle();
        }
        assertEquals(List.of(), told);
        assertTrue(audit.suspects(10).get(1).startsWith("thread 'writer' is inside"), audit.suspects(10)::toString);
        assertEquals(2, audit.suspects(10).size());
        storing.remove(writer);
        audit.settle();
        assertEquals(1, told.size());
    }

    @Test
    void aMarkThatComesClearsTheSuspicion() {
        Region region = checked("ram");
        ram.put(0, (byte) 1);
        ram.put(9 * PAGE, (byte) 1);
        region.harvest(one);
        audit.settle();
        region.markDirty(0, 1);
        passSeconds(2);
        audit.settle();
        assertEquals(1, told.size());
        assertEquals(9, told.get(0).page());
        assertEquals(2, audit.stats().suspects());
    }

    @Test
    void aMergedLogIsAMark() {
        Region region = checked("ram");
        ram.put(70 * PAGE, (byte) 1);
        region.harvest(one);
        region.mergeDirtyLog(64, new long[] {1L << 6});
        settleAll();
        assertEquals(List.of(), told);
    }

    /** What is found while others wait is settled in the turn after. */
    @Test
    void suspectsWaitForTheirOwnTurn() {
        Region region = checked("ram");
        ram.put(0, (byte) 1);
        region.harvest(one);
        audit.settle();
        Thread writer = new Thread("writer");
        storing.add(writer);
        ram.put(PAGE, (byte) 1);
        region.harvest(one);
        passSeconds(2);
        audit.settle();
        assertEquals(1, told.size(), "the writer stores since later than that");
        passSeconds(10);
        audit.settle();
        assertEquals(1, told.size(), "the second one may be its");
        storing.clear();
        audit.settle();
        assertEquals(2, told.size());
    }

    @Test
    void aPageThatChangesAgainIsOneSuspect() {
        Region region = checked("ram");
        for (int i = 0; i < 5; i++) {
            ram.put(0, (byte) (i + 1));
            assertEquals(1, region.harvest(one).pageCount());
            audit.settle();
        }
        settleAll();
        assertEquals(1, audit.stats().suspects());
        assertEquals(1, told.size());
    }

    @Test
    void whereWritesCanGoUnseenNothingIsAMiss() {
        Region region = checked("ram");
        ram.put(0, (byte) 1);
        region.harvest(one);
        tracker.exposedAll(EnumSet.of(RegionKind.DIRECT), Coverage.NATIVE_EXPOSED, "a native method");
        settleAll();
        assertEquals(List.of(), told);
        TrackedRegion tracked = tracker.region("ram");
        assertTrue(tracked.auditState().startsWith("not audited: coverage is NATIVE_EXPOSED"), tracked.auditState());
        region.harvest(one);
        assertEquals(0, tracked.auditStats().memoryBytes());
    }

    @Test
    void offFreesMemoryAndForgetsSuspects() {
        Region region = checked("ram");
        assertTrue(audit.stats().memoryBytes() >= PAGES * 70L);
        ram.put(0, (byte) 1);
        region.harvest(one);
        audit.switchTo(0);
        assertEquals(0, audit.stats().memoryBytes());
        assertEquals("off", tracker.region("ram").auditState());
        settleAll();
        ram.put(PAGE, (byte) 1);
        assertEquals(0, region.harvest(one).pageCount());
        assertEquals(List.of(), told);
        audit.switchTo(Audit.WHOLE);
        assertEquals(0, region.harvest(one).pageCount(), "known from now on");
        ram.put(PAGE, (byte) 2);
        assertEquals(1, region.harvest(one).pageCount());
        assertEquals("on", tracker.region("ram").auditState());
    }

    /** The pages live on under the new name, or the check starts again where the page size differs. */
    @ParameterizedTest
    @ValueSource(ints = {PAGE, 2 * PAGE})
    void aRegionThatIsNamedStaysUnderAudit(int pageSize) {
        tracker.allocated(ram);
        tracker.deliver();
        Region automatic = tracker.regions().get(0);
        automatic.harvest(one);
        automatic.harvest(one);
        Region region = tracker.rename(automatic.name(), "guest", pageSize);
        if (pageSize != PAGE) {
            region.harvest(one);
        }
        ram.put(3 * PAGE, (byte) 1);
        assertEquals(1, region.harvest(one).pageCount());
        settleAll();
        assertEquals(1, told.size());
        assertEquals("guest", told.get(0).region());
        assertEquals(3 * PAGE, told.get(0).byteOffset());
    }

    @Test
    void aRegionThatEndsTakesItsSuspectsAlong() {
        Region region = checked("ram");
        ram.put(0, (byte) 1);
        region.harvest(one);
        audit.settle();
        region.close();
        settleAll();
        assertEquals(List.of(), told);
        assertEquals(1, audit.stats().suspects());
        assertEquals(0, audit.stats().openSuspects());
    }

    @Test
    void allAreCountedAndTheLastThousandKept() {
        Region region = checked("ram");
        for (int round = 1; round <= 2; round++) {
            for (int page = 0; page < 1_500; page++) {
                ram.put(page * PAGE, (byte) round);
            }
            region.harvest(one);
            settleAll();
        }
        assertEquals(3_000, audit.stats().misses());
        assertEquals(2 * Suspects.MAX_DESCRIBED, told.size());
        assertEquals(AuditLedger.MAX_MISSES, audit.misses(0, 5_000).size());
        assertEquals(1_001, audit.misses(0, 1).get(0).id());
        assertEquals(1_500, audit.misses(1_500, 1).get(0).id());
    }

    /** Ranges and clients take turns: each page is looked at in two of any four harvests that cover it. */
    @Test
    void aShareFindsAChangeInTime() {
        audit.switchTo(5_000);
        Region region = checked("ram");
        for (int page = 0; page < PAGES; page += 7) {
            ram.put(page * PAGE, (byte) 1);
        }
        long found = region.harvest(one).pageCount();
        assertTrue(found > 100 && found < 180, "about a half: " + found);
        found += region.harvest(one, 0, 1_000 * PAGE).pageCount();
        found += region.harvest(one, 1_000 * PAGE, 1_000 * PAGE).pageCount();
        assertEquals((PAGES + 6) / 7, found);
        assertThrows(IllegalArgumentException.class, () -> audit.switchTo(Audit.WHOLE + 1));
        assertThrows(IllegalArgumentException.class, () -> audit.switchTo(-1));
    }

    @Test
    void whatCannotBeReadIsSaidAndHarvestedAllTheSame() {
        for (PageContent content : new PageContent[] {
            (first, count, into) -> false,
            (first, count, into) -> {
                throw new UnsupportedOperationException("no way in");
            },
            (first, count, into) -> {
                throw new OutOfMemoryError("for the test");
            }
        }) {
            PageTable table = new PageTable(10, Marks.inArray(10), () -> {}, content);
            AuditBook book = new AuditBook(audit.ledger(), content, 10, 12, 10 * PAGE);
            table.audit(book);
            ClientHandle client = new ClientHandle("c", 0);
            table.audit(0, 10);
            assertEquals(10, PageSets.take(table, client, 0, 10).pages().count());
            table.mark(3, 4);
            table.audit(0, 10);
            assertEquals(
                    "{3}", PageSets.bits(PageSets.take(table, client, 0, 10)).toString());
            assertEquals(0, table.auditStats().pagesAudited());
        }
    }

    /** A region of {@link #ram} of which the audit knows every page. */
    private Region checked(String name) {
        Region region = tracker.track(name, ram, PAGE);
        region.harvest(one);
        region.harvest(one);
        return region;
    }

    private void settleAll() {
        for (int i = 0; i < 3; i++) {
            audit.settle();
            passSeconds(3);
        }
    }

    private void passSeconds(int seconds) {
        nanos += seconds * 1_000_000_000L;
    }
}
