package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.track.AuditMiss;
import dev.tidemark.track.AuditStats;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit through the beans. There are no hooks here, so a put is a write that nobody sees. */
class AuditBeanTest {
    private final Beans beans = new Beans();

    @Test
    void theSwitchIsObeyedAndShown() {
        ByteBuffer ram = ByteBuffer.allocateDirect(8192);
        beans.tracker.track("ram", ram, 4096);
        TrackerMXBean tracker = beans.tracker();
        RegionMXBean region = beans.region("ram");
        assertEquals("off", tracker.getAudit());
        assertEquals("off", region.getAudit());
        tracker.switchAudit("12.5%");
        assertEquals("12.5%", tracker.getAudit());
        assertEquals("on", region.getAudit());
        tracker.switchAudit("100%");
        region.commit(region.harvest("vga"));
        assertTrue(region.getAuditStats().memoryBytes() > 0);
        assertEquals(region.getAuditStats(), tracker.getAuditStats());
        ram.put(4096, (byte) 1);
        assertEquals(0, region.getClients().get("vga").dirtyPages());
        long id = region.harvest("vga");
        assertArrayEquals(new long[] {4096}, region.harvestedRanges(id, 0, 10).offsets());
        assertEquals(2, region.getAuditStats().pagesAudited());
        assertEquals(1, region.getAuditStats().suspects());
        assertEquals(1, tracker.getAuditStats().openSuspects());
        assertEquals(1, tracker.getAuditSuspects().length);
        assertTrue(
                tracker.getAuditSuspects()[0].startsWith("region 'ram', page 1, bytes 4096 to 4351, changed between "));
        tracker.switchAudit("off");
        assertEquals("off", tracker.getAudit());
        assertEquals(new AuditStats(2, 1, 0, 0, 0), tracker.getAuditStats());
        Reference.reachabilityFence(ram);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "5", "0%", "101%", "on"})
    void aWrongShareIsRefusedWithTheRule(String share) {
        beans.tracker().switchAudit("7%");
        String message = assertThrows(
                        IllegalArgumentException.class, () -> beans.tracker().switchAudit(share))
                .getMessage();
        assertTrue(message.startsWith("share must "), message);
        assertEquals("7%", beans.tracker().getAudit());
    }

    @Test
    void missesAreListedInParts() {
        TrackerMXBean tracker = beans.tracker();
        assertEquals("misses 0\n", tracker.auditMissesText(0, 10));
        assertEquals(-1, tracker.auditMisses(0, 1).nextId());
        for (int wrong : new int[] {0, -1, 1001}) {
            assertThrows(IllegalArgumentException.class, () -> tracker.auditMisses(0, wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> tracker.auditMisses(-1, 1));
        List<AuditMiss> found = new ArrayList<>();
        for (int i = 5; i < 8; i++) {
            found.add(new AuditMiss(i, "ram", i, i * 64L, 64, 0, 1500));
        }
        AuditMissList cut = AuditMissList.part(found, 2, 30);
        assertEquals(2, cut.misses().length);
        assertEquals(7, cut.nextId());
        assertEquals("""
                misses 30
                5: region 'ram', page 5, bytes 320 to 383, changed between 1970-01-01T00:00:00Z and 1970-01-01T00:00:01.500Z
                6: region 'ram', page 6, bytes 384 to 447, changed between 1970-01-01T00:00:00Z and 1970-01-01T00:00:01.500Z
                there is more: here
                """, AuditText.render(cut, "here"));
        assertEquals(-1, AuditMissList.part(found, 3, 30).nextId());
    }
}
