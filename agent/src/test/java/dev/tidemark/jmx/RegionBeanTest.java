package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.track.ClientStats;
import dev.tidemark.track.TrackedRegion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RegionBeanTest {
    private final Beans beans = new Beans();

    @AfterEach
    void nothingWentWrongUnseen() {
        assertEquals(List.of(), beans.problems);
    }

    @Test
    void attributesTellWhatTheRegionIs() {
        beans.track("ram", 10_000, 1024);
        RegionMXBean region = beans.region("ram");
        assertEquals("ram", region.getName());
        assertEquals(RegionKind.HEAP, region.getKind());
        assertEquals(Coverage.ARRAY_ESCAPED, region.getCoverage(), "no hook saw the array's allocation");
        assertTrue(region.getCoverageReason().startsWith("ARRAY_ESCAPED since "), region::getCoverageReason);
        assertTrue(region.getCoverageReason().endsWith("; kept exact by page hashes"), region::getCoverageReason);
        assertEquals(10_000, region.getByteSize());
        assertEquals(1024, region.getPageSize());
        assertEquals(10, region.getPageCount());
        assertTrue(region.isOpen());
        assertFalse(region.isAutomatic());
        assertEquals(0, region.getEpoch());
        assertEquals(0, region.getOpenHarvests());
        assertEquals(0, region.getOpenHarvestIds().length);
    }

    @Test
    void clientsHaveTheirOwnFigures() {
        RegionMXBean region = beans.clean("ram", 10_000, 1024);
        region.markDirty(9_500, 1);
        region.commit(region.harvest("code"));
        Map<String, ClientStats> clients = region.getClients();
        assertEquals(List.of("vga", "code", "migration"), List.copyOf(clients.keySet()));
        assertEquals(1, clients.get("migration").dirtyPages());
        assertEquals(10_000 - 9 * 1024, clients.get("migration").dirtyBytes());
        assertEquals(10, clients.get("vga").dirtyPages());
        assertEquals(0, clients.get("code").dirtyPages());
        assertEquals(1, clients.get("code").harvests());
    }

    @Test
    void readingAttributesTakesNothing() {
        RegionMXBean region = beans.clean("ram", 4096, 64);
        region.markDirty(100, 1);
        region.getClients();
        region.dirtyRanges("migration", 0, 10);
        region.dirtyRangesText("migration", 0, 10);
        assertTrue(region.isDirty("migration", 64, 64));
        assertEquals(0, region.getEpoch());
    }

    @Test
    void listingsGoOnAtTheCursor() {
        RegionMXBean region = beans.clean("ram", 64 * 10, 64);
        for (int page : new int[] {0, 1, 4, 8}) {
            region.markDirty(page * 64, 1);
        }
        RangeList first = region.dirtyRanges("migration", 0, 2);
        assertArrayEquals(new long[] {0, 256}, first.offsets());
        assertArrayEquals(new long[] {128, 64}, first.lengths());
        assertEquals(512, first.nextOffset());
        assertEquals(3, first.totalRuns());
        assertEquals(4, first.totalPages());
        assertEquals(256, first.totalBytes());
        RangeList last = region.dirtyRanges("migration", first.nextOffset(), 2);
        assertArrayEquals(new long[] {512}, last.offsets());
        assertEquals(-1, last.nextOffset());
        RangeList middle = region.dirtyRanges("migration", 100, 1);
        assertArrayEquals(new long[] {64}, middle.offsets(), "a run is cut at the page of fromOffset");
        assertArrayEquals(new long[] {64}, middle.lengths());
    }

    @Test
    void textSaysWhatItShowsAndHowToGoOn() {
        RegionMXBean region = beans.clean("ram", 64 * 10, 64);
        region.markDirty(64, 128);
        region.markDirty(512, 1);
        assertEquals("""
                region 'ram', client migration, epoch 0
                dirty pages 3 of 64, ranges 2, 192 bytes
                      offset (hex)       length (hex)           offset           length      pages
                              0x40               0x80               64              128          2
                shown: ranges 1, pages 2, 128 bytes; there is more: dirtyRangesText(migration, 512, 1)
                """, region.dirtyRangesText("migration", 0, 1));
        assertTrue(region.dirtyRangesText("migration", 512, 1).endsWith("this was the last part\n"));
        long id = region.harvest("migration");
        assertTrue(region.harvestedRangesText(id, 0, 1)
                .contains("there is more: harvestedRangesText(" + id + ", 512, 1)"));
    }

    @Test
    void aHarvestIsTakenReadAndCommitted() {
        RegionMXBean region = beans.clean("ram", 64 * 10, 64);
        region.markDirty(0, 65);
        long id = region.harvest("migration");
        assertFalse(region.isDirty("migration", 0, 640));
        assertEquals(2, region.harvestedRanges(id, 0, 10).totalPages());
        assertEquals(1, region.getOpenHarvests());
        assertArrayEquals(new long[] {id}, region.getOpenHarvestIds());
        assertEquals(2, region.commit(id));
        assertEquals(0, region.getOpenHarvests());
        assertFalse(region.isDirty("migration", 0, 640));
    }

    @Test
    void anEmptyHarvestIsAHarvestToo() {
        RegionMXBean region = beans.clean("ram", 64 * 10, 64);
        long id = region.harvest("migration");
        RangeList list = region.harvestedRanges(id, 0, 10);
        assertEquals(1, list.epoch());
        assertEquals(0, list.totalRuns() + list.totalPages() + list.totalBytes() + list.offsets().length);
        assertEquals(-1, list.nextOffset());
        assertTrue(region.harvestedRangesText(id, 0, 1).contains("dirty pages 0 of 64"));
        refused("fromOffset must be 0 to 639", () -> region.harvestedRanges(id, 640, 1));
        refused("maxRuns must be 1 to 10000", () -> region.harvestedRanges(id, 0, 0));
        assertEquals(0, region.commit(id));
        assertEquals(0, region.giveBack(region.harvest("migration")));
    }

    @Test
    void numbersAreAsciiInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            RegionMXBean region = beans.clean("ram", 64 * 10, 64);
            region.markDirty(64, 128);
            region.markDirty(512, 1);
            String text = region.dirtyRangesText("migration", 0, 1)
                    + region.dirtyRangesText("migration", 512, 1)
                    + region.readText(0, 640);
            assertTrue(text.chars().allMatch(c -> c < 128), text);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aHarvestIsGivenBack() {
        RegionMXBean region = beans.clean("ram", 64 * 10, 64);
        region.markDirty(0, 65);
        assertEquals(2, region.giveBack(region.harvest("migration")));
        assertTrue(region.isDirty("migration", 64, 1));
        assertFalse(region.isDirty("migration", 128, 512));
    }

    @Test
    void readsBytesAndDumps() {
        Region tracked = beans.track("ram", 4096, 64);
        tracked.memory().put(100, new byte[] {'T', 'i', 'd', 'e', 0, (byte) 0xff});
        RegionMXBean region = beans.region("ram");
        assertArrayEquals(new byte[] {'T', 'i', 'd', 'e', 0, (byte) 0xff}, region.read(100, 6));
        assertEquals("000000000064  54 69 64 65 00 ff" + " ".repeat(33) + "|Tide..|\n", region.readText(100, 6));
        assertEquals(2, region.readText(96, 32).lines().count());
    }

    @Test
    void wrongNamesAreAnsweredWithTheRightOnesAndCreateNothing() {
        RegionMXBean region = beans.clean("ram", 4096, 64);
        for (Executable call : List.<Executable>of(
                () -> region.dirtyRanges("nobody", 0, 1),
                () -> region.dirtyRangesText("nobody", 0, 1),
                () -> region.harvest("nobody"),
                () -> region.clear("nobody", 0, 64),
                () -> region.isDirty("nobody", 0, 64))) {
            String message = assertThrows(IllegalArgumentException.class, call).getMessage();
            assertTrue(message.contains("'nobody'") && message.contains("vga, code, migration"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> region.harvest(null));
        assertArrayEquals(
                new String[] {"vga", "code", "migration"}, beans.tracker().getClientNames());
    }

    @Test
    void limitsAreNamed() {
        RegionMXBean region = beans.clean("ram", 4096, 64);
        long id = region.harvest("vga");
        refused("maxRuns must be 1 to 10000: 0", () -> region.dirtyRanges("vga", 0, 0));
        refused("maxRuns must be 1 to 10000: 10001", () -> region.harvestedRanges(id, 0, 10_001));
        refused("fromOffset must be 0 to 4095", () -> region.dirtyRanges("vga", 4096, 1));
        refused("fromOffset must be 0 to 4095", () -> region.harvestedRanges(id, -1, 1));
        refused("length must be 1 to 1048576 bytes: 0", () -> region.read(0, 0));
        refused("length must be 1 to 1048576 bytes: 1048577", () -> region.read(0, 1_048_577));
        refused("length must be 1 to 65536 bytes: 65537", () -> region.readText(0, 65_537));
        refused("must lie within the 4096 bytes of region 'ram': offset=4090, length=7", () -> region.read(4090, 7));
        refused("offset=-1", () -> region.markDirty(-1, 1));
        refused("length=-1", () -> region.clear("vga", 0, -1));
        refused("offset=9223372036854775807", () -> region.isDirty("vga", Long.MAX_VALUE, Long.MAX_VALUE));
        assertEquals(1, region.getOpenHarvests());
    }

    @Test
    void operationsOfARegionThatJustEndedNameItAndWhy() {
        TrackedRegion region = (TrackedRegion) beans.track("ram", 4096, 64);
        var bean = new RegionBean(
                region,
                beans.tracker,
                new HarvestBook("ram", new AtomicLong(), () -> 0),
                new Notices(JmxNames.region("ram"), null));
        region.close();
        for (Executable call : List.<Executable>of(
                () -> bean.dirtyRanges("vga", 0, 1),
                () -> bean.harvest("vga"),
                () -> bean.read(0, 1),
                () -> bean.markDirty(0, 1),
                () -> bean.clear("vga", 0, 64),
                () -> bean.isDirty("vga", 0, 64))) {
            String message = assertThrows(IllegalStateException.class, call).getMessage();
            assertTrue(message.startsWith("region 'ram' has ended: "), message);
        }
        assertEquals(0, bean.getOpenHarvests(), "a refused harvest leaves no entry");
    }

    private static void refused(String words, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(words), message);
    }
}
