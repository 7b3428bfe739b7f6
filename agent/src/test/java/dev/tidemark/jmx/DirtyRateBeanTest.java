package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Region;
import dev.tidemark.track.ClientStats;
import dev.tidemark.watch.Forecast;
import dev.tidemark.watch.RateReport;
import dev.tidemark.watch.RateState;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DirtyRateBeanTest {
    private static final int PAGES = 100;

    private final Beans beans = new Beans();

    /** Again if the machine stood still for the whole window. */
    @Test
    void theWindowCountsWhatIsWrittenInIt() throws Exception {
        while (!countsWhatIsWritten(new Beans())) {
            System.out.println("DirtyRateBeanTest: the window was over before all was written");
        }
    }

    private static boolean countsWhatIsWritten(Beans beans) throws InterruptedException {
        RegionMXBean region = beans.clean("ram", PAGES * 64, 64);
        region.markDirty(0, 10 * 64);
        Map<String, ClientStats> before = region.getClients();
        long epoch = region.getEpoch();
        assertEquals(RateState.NONE, region.getDirtyRate().state());
        region.measureDirtyRate(1);
        region.markDirty(5 * 64, 10 * 64); // pages 5 to 14, of which 5 to 9 are dirty for migration already
        region.markDirty(5 * 64, 10 * 64);
        if (region.getDirtyRate().state() != RateState.MEASURING) {
            return false;
        }
        RateReport report = await(region);
        assertEquals(RateState.MEASURED, report.state(), report.problem());
        assertEquals(10, report.pages());
        assertEquals(640, report.bytes());
        assertTrue(report.seconds() >= 1, report.toString());
        assertEquals(10 / report.seconds(), report.pagesPerSecond(), 1e-9);
        assertEquals(5, report.clients().get("migration").newPages());
        assertEquals(0, report.clients().get("vga").newPages(), "it finds everything dirty anyway");
        Map<String, ClientStats> after = region.getClients();
        assertEquals(before.keySet(), after.keySet(), "the meter's own client has no name");
        assertEquals(15, after.get("migration").dirtyPages());
        assertEquals(before.get("vga"), after.get("vga"));
        assertEquals(epoch, region.getEpoch(), "nothing was harvested");
        Forecast forecast = region.forecast("migration", 0, 64);
        assertEquals(15 * 64, forecast.incrementBytes());
        assertEquals(15, forecast.copySeconds());
        assertTrue(
                region.forecastText("migration", 0, 64).startsWith("next increment for migration in 0 s: 960 bytes"));
        return true;
    }

    @Test
    void manyMeasurementsLeaveNothingBehind() throws Exception {
        RegionMXBean region = beans.clean("ram", PAGES * 64, 64);
        for (int i = 0; i < 3; i++) {
            region.measureDirtyRate(1);
            assertEquals(RateState.MEASURED, await(region).state());
        }
        Region direct = beans.tracker.region("ram");
        for (int i = 0; i < 8; i++) {
            beans.tracker.region("ram").openPrivateClient("test " + i);
        }
        region.measureDirtyRate(1);
        assertEquals(RateState.MEASURED, await(region).state());
        assertTrue(direct.isOpen());
    }

    @Test
    void theEndOfTheRegionBreaksItOff() throws Exception {
        Region region = beans.track("ram", PAGES * 64, 64);
        RegionMXBean bean = beans.region("ram");
        bean.measureDirtyRate(600);
        assertThrows(IllegalStateException.class, () -> bean.measureDirtyRate(1), "one at a time");
        Thread measuring = thread("tidemark-rate");
        region.close();
        measuring.join();
        beans.track("ram", PAGES * 64, 64);
        assertEquals(RateState.NONE, beans.region("ram").getDirtyRate().state(), "it is another region");
    }

    @Test
    void theMostAtOnceAreRefusedMore() throws Exception {
        for (int i = 0; i < 16; i++) {
            beans.track("ram" + i, 64, 64);
            beans.region("ram" + i).measureDirtyRate(600);
        }
        beans.track("more", 64, 64);
        assertThrows(IllegalStateException.class, () -> beans.region("more").measureDirtyRate(1));
        for (int i = 0; i < 16; i++) {
            beans.tracker.region("ram" + i).close();
        }
        while (true) {
            try {
                beans.region("more").measureDirtyRate(1);
                break;
            } catch (IllegalStateException threadsStillEnd) {
                Thread.sleep(1);
            }
        }
        assertEquals(RateState.MEASURED, await(beans.region("more")).state());
    }

    @Test
    void wrongLengthsAreRefused() {
        RegionMXBean region = beans.clean("ram", PAGES * 64, 64);
        assertThrows(IllegalArgumentException.class, () -> region.measureDirtyRate(0));
        assertThrows(IllegalArgumentException.class, () -> region.measureDirtyRate(601));
        assertEquals(RateState.NONE, region.getDirtyRate().state());
    }

    private static Thread thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RateReport await(RegionMXBean region) throws InterruptedException {
        RateReport report = region.getDirtyRate();
        while (report.state() == RateState.MEASURING) {
            Thread.sleep(10);
            report = region.getDirtyRate();
        }
        return report;
    }
}
