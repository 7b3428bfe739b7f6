package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.jmx.HeatCells;
import dev.tidemark.track.ClientStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopModelTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void rateCountsWhatTurnedDirtyAlsoWhereAHarvestTookIt() {
        TopModel model = model();
        model.update(sample(0, region("ram", 100, "backup", 10, 1, 50)));
        assertTrue(Double.isNaN(model.rate("ram", "backup")), "one sample is no rate");
        model.update(sample(2 * SECOND, region("ram", 100, "backup", 4, 2, 80)));
        assertEquals(12.0, model.rate("ram", "backup"), "(4 + 80 - 10 - 50) / 2 s");
        model.update(sample(3 * SECOND, region("ram", 100, "backup", 0, 2, 80)));
        assertEquals(0.0, model.rate("ram", "backup"), "what was cleared is no negative rate");
        assertEquals(List.of(12.0, 0.0), model.history("ram", "backup"));
    }

    @Test
    void samplesThatAreTooCloseMakeNoRate() {
        TopModel model = model();
        model.update(sample(0, region("ram", 100, "backup", 0, 0, 0)));
        model.update(sample(SECOND / 10, region("ram", 100, "backup", 5, 0, 0)));
        assertTrue(Double.isNaN(model.rate("ram", "backup")));
        model.update(sample(SECOND, region("ram", 100, "backup", 8, 0, 0)));
        assertEquals(8.0, model.rate("ram", "backup"), "against the sample that the last rate ended with");
    }

    @Test
    void aRegionThatIsAnotherOneUnderTheSameNameStartsAnew() {
        TopModel model = model();
        model.update(sample(0, region("ram", 100, "backup", 0, 5, 500)));
        model.update(sample(SECOND, region("ram", 200, "backup", 200, 0, 0)));
        assertTrue(Double.isNaN(model.rate("ram", "backup")));
    }

    @Test
    void selectionMovesOnWhereARegionOrClientGoesAway() {
        TopModel model = model();
        model.update(sample(0, region("a", 9, "one", 0, 0, 0), region("b", 9, "one", 0, 0, 0)));
        assertEquals("a", model.region());
        assertEquals("b", model.moveRegion(1));
        model.update(sample(SECOND, region("a", 9, "two", 0, 0, 0)));
        assertEquals("a", model.region());
        assertEquals("two", model.client());
        model.update(sample(2 * SECOND));
        assertNull(model.region());
        assertTrue(new TopView(model, TopInk.PLAIN, false, 80, 24)
                .draw("1 (Main)", null)
                .get(2)
                .startsWith("No region is open"));
    }

    @Test
    void theClientThatHarvestsMostIsSelectedFirst() {
        TopModel model = model();
        RegionStatus ram = region("ram", 100, "vga", 0, 3, 0);
        ram.clients().put("backup", new ClientStats(0, 0, 7, 0, 0));
        model.update(sample(0, ram));
        assertEquals("backup", model.client());
        model.moveClient(1);
        assertEquals("vga", model.client());
    }

    @Test
    void regionsAreSortedAsAsked() {
        RegionStatus small = region("a", 10, "one", 9, 0, 0);
        RegionStatus large = region("b", 1000, "one", 1, 0, 0);
        for (TopModel.Sort sort : TopModel.Sort.values()) {
            TopModel model = new TopModel(0, null, null, sort);
            model.update(sample(0, small, large));
            model.update(sample(SECOND, region("a", 10, "one", 9, 0, 0), region("b", 1000, "one", 2, 0, 0)));
            String first = sort == TopModel.Sort.NAME || sort == TopModel.Sort.DIRTY ? "a" : "b";
            assertEquals(first, model.regions().get(0).name(), sort.label());
        }
    }

    @Test
    void hottestRangesAreThoseWherePagesTurnDirtyAndNeighboursAreOne() {
        TopModel model = model();
        model.update(heat(0, 0, 0, 0, 0, 0, 0, 0, 0));
        model.update(heat(1, 0, 4, 8, 0, 0, 0, 1, 0));
        List<TopModel.Hot> hot = model.hottest(5);
        assertEquals(2, hot.size());
        assertEquals(8 * 4096, hot.get(0).byteOffset());
        assertEquals(16 * 4096, hot.get(0).byteLength());
        assertEquals(8 * 6 * 4096, hot.get(1).byteOffset());
        assertEquals(12, hot.get(0).pagesPerSecond(), 1e-9, "one sample is taken as it is");
        assertEquals(1, hot.get(1).pagesPerSecond(), 1e-9);
        assertEquals(1, model.hottest(1).size());
    }

    static TopModel model() {
        return new TopModel(SECOND / 2, null, null, TopModel.Sort.NAME);
    }

    static RegionStatus region(String name, long pages, String client, long dirty, long harvests, long harvested) {
        Map<String, ClientStats> clients = new LinkedHashMap<>();
        clients.put(client, new ClientStats(dirty, dirty * 4096, harvests, harvested, 0));
        return new RegionStatus(name, "DIRECT", "COMPLETE", "", pages * 4096, 4096, pages, false, harvests, 0, clients);
    }

    static RegionStatus withoutClients(RegionStatus region) {
        long bytes = region.byteSize();
        return new RegionStatus(
                region.name(), "DIRECT", "COMPLETE", "", bytes, 4096, bytes / 4096, false, 0, 0, new LinkedHashMap<>());
    }

    static TopSample sample(long nanos, RegionStatus... regions) {
        long bytes = 0;
        for (RegionStatus region : regions) {
            bytes += region.byteSize();
        }
        return new TopSample(nanos, bytes, 0, List.of(regions), "", null);
    }

    private static TopSample heat(int second, int... cells) {
        long dirty = java.util.Arrays.stream(cells).sum();
        return new TopSample(
                second * SECOND,
                64 * 4096,
                0,
                List.of(region("ram", 64, "backup", dirty, 1, 0)),
                "ram",
                new HeatCells(8, Map.of("backup", cells)));
    }
}
