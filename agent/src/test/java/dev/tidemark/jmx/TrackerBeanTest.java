package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TrackerBeanTest {
    private final Beans beans = new Beans();
    private final ByteBuffer automatic = ByteBuffer.allocate(8192);

    @AfterEach
    void close() {
        beans.close();
        assertEquals(List.of(), beans.problems);
    }

    @Test
    void attributesTellWhatTheAgentDoes() {
        beans.track("one", 4096, 64);
        beans.track("two", 100, 64);
        TrackerMXBean tracker = beans.tracker();
        assertEquals("1.2.3", tracker.getVersion());
        assertEquals("min=16m,page=4k,jmx=on,log=warn", tracker.getOptions());
        assertEquals(2, tracker.getRegionCount());
        assertArrayEquals(new String[] {"one", "two"}, tracker.getRegionNames());
        assertEquals(4196, tracker.getTrackedBytes());
        assertArrayEquals(new String[] {"vga", "code", "migration"}, tracker.getClientNames());
    }

    @Test
    void hookFailuresAreShownAndBounded() {
        assertEquals(0, beans.tracker().getHookFailures());
        for (int i = 0; i < 150; i++) {
            beans.hookFailures.add("failure " + i);
        }
        assertEquals(150, beans.tracker().getHookFailures());
        assertEquals(100, beans.tracker().getHookFailureMessages().length);
    }

    @Test
    void clientsComeAndGo() {
        TrackerMXBean tracker = beans.tracker();
        tracker.createClient("backup");
        assertTrue(List.of(tracker.getClientNames()).contains("backup"));
        assertTrue(message(() -> tracker.createClient("backup")).contains("exists"));
        tracker.removeClient("backup");
        assertFalse(List.of(tracker.getClientNames()).contains("backup"));
        assertTrue(message(() -> tracker.removeClient("backup")).contains("vga, code, migration"));
        assertTrue(message(() -> tracker.createClient("")).contains("must not be empty"));
        message(() -> tracker.createClient("x".repeat(101)));
        message(() -> tracker.createClient("a\nb"));
        message(() -> tracker.removeClient(null));
        assertEquals(3, tracker.getClientNames().length);
    }

    @Test
    void anAutomaticRegionGetsAName() {
        String name = allocate();
        RegionMXBean region = beans.region(name);
        assertTrue(region.isAutomatic());
        region.clear("migration", 0, 8192);
        region.markDirty(4096, 1);
        ObjectName bean = beans.tracker().trackRegion(name, "guest", 4096);
        assertEquals(JmxNames.region("guest"), bean);
        assertFalse(beans.hasBean(name));
        RegionMXBean named = beans.region("guest");
        assertFalse(named.isAutomatic());
        assertEquals(1, named.getClients().get("migration").dirtyPages(), "marks were carried over");
    }

    @Test
    void namingARegionRefusesWhatIsWrongAndChangesNothing() {
        String name = allocate();
        beans.track("named", 4096, 64);
        TrackerMXBean tracker = beans.tracker();
        assertTrue(message(() -> tracker.trackRegion("nobody", "guest", 4096)).contains(name));
        assertTrue(message(() -> tracker.trackRegion("named", "guest", 4096)).contains("automatic one: " + name));
        assertTrue(message(() -> tracker.trackRegion(name, "guest", 3000)).contains("power of two"));
        assertTrue(message(() -> tracker.trackRegion(name, "named", 4096)).contains("named"));
        message(() -> tracker.trackRegion(name, "", 4096));
        message(() -> tracker.trackRegion(name, null, 4096));
        message(() -> tracker.trackRegion(null, "guest", 4096));
        assertArrayEquals(new String[] {name, "named"}, tracker.getRegionNames());
    }

    @Test
    void openHarvestsMustEndBeforeTheirRegionIsNamed() {
        String name = allocate();
        long id = beans.region(name).harvest("vga");
        String message = assertThrows(
                        IllegalStateException.class, () -> beans.tracker().trackRegion(name, "guest", 4096))
                .getMessage();
        assertTrue(message.contains("open harvests (1)"), message);
        beans.region(name).giveBack(id);
        beans.tracker().trackRegion(name, "guest", 4096);
        assertTrue(beans.region("guest").isDirty("vga", 0, 1));
    }

    /** What the agent does when a large buffer is allocated; returns the region's name. */
    private String allocate() {
        beans.tracker.allocated(automatic);
        beans.tracker.deliver();
        return beans.tracker.regions().get(0).name();
    }

    private static String message(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
