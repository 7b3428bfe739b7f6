package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Region;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.StandardMBean;
import org.junit.jupiter.api.Test;

class JmxRegistrarTest {
    private final Beans beans = new Beans();

    @Test
    void beansComeAndGoWithTheirRegions() {
        Region region = beans.track("ram", 4096, 64);
        assertTrue(beans.hasBean("ram"));
        region.close();
        assertFalse(beans.hasBean("ram"));
        assertEquals(List.of(), beans.problems);
    }

    @Test
    void regionsThatWereOpenBeforeGetTheirBeansToo() {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        RegionTracker tracker = new RegionTracker(4096, () -> {});
        tracker.track("early", buffer, 64);
        var facts = new AgentFacts("1", () -> "", null, null);
        MBeanServer server = MBeanServerFactory.newMBeanServer();
        new JmxRegistrar(server, tracker, facts, beans.problems::add).start();
        assertTrue(server.isRegistered(JmxNames.region("early")));
        assertEquals(List.of(), beans.problems);
        Reference.reachabilityFence(buffer);
    }

    @Test
    void anyNameThatARegionMayHaveMakesABean() {
        for (String name : List.of("a,b=c:d", "*?\"\\", "höhe 漢", " x ", "x".repeat(200))) {
            beans.track(name, 64, 64);
            assertTrue(beans.hasBean(name), name);
            assertEquals(name, JmxNames.regionOf(JmxNames.region(name)));
            assertEquals(name, beans.region(name).getName());
        }
        assertEquals(5, beans.server.queryNames(JmxNames.ALL_REGIONS, null).size());
        assertEquals(List.of(), beans.problems);
    }

    @Test
    void beingToldTwiceIsAsBeingToldOnce() {
        TrackedRegion region = (TrackedRegion) beans.track("ram", 4096, 64);
        long id = beans.region("ram").harvest("vga");
        beans.registrar.opened(region);
        beans.registrar.start();
        assertEquals(id, beans.region("ram").getOpenHarvestIds()[0]);
        region.close();
        beans.registrar.closed(region);
        beans.registrar.closed(region);
        assertFalse(beans.hasBean("ram"));
        assertEquals(List.of(), beans.problems);
    }

    @Test
    void aRegionThatClosedBeforeItWasToldLeavesNoBean() {
        TrackedRegion region = (TrackedRegion) beans.track("ram", 4096, 64);
        region.close();
        beans.registrar.opened(region);
        assertFalse(beans.hasBean("ram"));
    }

    @Test
    void aNameUsedAgainBelongsToTheNewerRegionWhateverTheOrder() {
        TrackedRegion older = (TrackedRegion) beans.track("ram", 4096, 64);
        RegionTracker elsewhere = new RegionTracker(4096, () -> {});
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        TrackedRegion newer = (TrackedRegion) elsewhere.track("ram", buffer, 64);
        beans.registrar.opened(newer);
        assertEquals(8192, beans.region("ram").getByteSize());
        beans.registrar.closed(older);
        assertEquals(8192, beans.region("ram").getByteSize());
        beans.registrar.closed(newer);
        assertFalse(beans.hasBean("ram"));
    }

    @Test
    void aNameThatSomeoneElseTookIsAProblemAndNoException() throws Exception {
        Runnable foreign = () -> {};
        beans.server.registerMBean(new StandardMBean(foreign, Runnable.class), JmxNames.region("ram"));
        Region region = beans.track("ram", 4096, 64);
        assertEquals(1, beans.problems.size());
        assertTrue(
                beans.problems.get(0).startsWith("cannot register the JMX bean dev.tidemark:type=Region,name=\"ram\""));
        region.close();
        assertTrue(beans.hasBean("ram"), "the other bean stays");
    }
}
