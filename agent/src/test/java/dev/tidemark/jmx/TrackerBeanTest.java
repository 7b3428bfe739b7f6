package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerBeanTest {
    private final Beans beans = new Beans();
    private final ByteBuffer automatic = ByteBuffer.allocate(8192);

    @AfterEach
    void nothingWentWrongUnseen() {
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
    void hookFailuresAreShown() {
        assertEquals(0, beans.tracker().getHookFailures());
        beans.hookFailures.add("one");
        beans.hookFailures.add("two");
        assertEquals(2, beans.tracker().getHookFailures());
        assertArrayEquals(new String[] {"one", "two"}, beans.tracker().getHookFailureMessages());
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
    void aBufferInAFieldIsTracked() {
        beans.fields.put("com.acme.Emulator.ram", ByteBuffer.allocate(8192));
        beans.fields.put("com.acme.Emulator.rom", ByteBuffer.allocate(8192).asReadOnlyBuffer());
        TrackerMXBean tracker = beans.tracker();
        assertEquals(JmxNames.region("ram"), tracker.trackField("com.acme.Emulator.ram", "ram", 1024));
        assertEquals(8, beans.region("ram").getPageCount());
        assertEquals(8, beans.region("ram").getClients().get("vga").dirtyPages());
        assertTrue(message(() -> tracker.trackField("com.acme.Emulator.rom", "rom", 1024))
                .contains("read-only"));
        assertTrue(message(() -> tracker.trackField("com.acme.Emulator.ram", "again", 1024))
                .contains("overlap"));
        message(() -> tracker.trackField("", "x", 1024));
        message(() -> tracker.trackField(null, "x", 1024));
        message(() -> tracker.trackField("com.acme.Emulator.ram", "", 1024));
        message(() -> tracker.trackField("com.acme.Emulator.ram", "x", 1000));
        assertEquals(1, tracker.getRegionCount());
    }

    /** A region that was found by its size takes the name, as with Tidemark.track. */
    @Test
    void aFieldMayHoldABufferThatIsTrackedByItsSize() {
        String name = allocate();
        beans.fields.put("com.acme.Emulator.ram", automatic);
        beans.tracker().trackField("com.acme.Emulator.ram", "ram", 4096);
        assertFalse(beans.hasBean(name));
        assertFalse(beans.region("ram").isAutomatic());
    }

    /** The same page size keeps the pages, another one makes all of them dirty. */
    @ParameterizedTest
    @CsvSource({"4096, 1", "1024, 8"})
    void openHarvestsAreGivenBackWhenTheirRegionIsNamed(int pageSize, long dirtyPages) {
        String name = allocate();
        beans.region(name).clear("vga", 0, 8192);
        beans.region(name).markDirty(4096, 1);
        beans.region(name).harvest("vga");
        beans.tracker().trackRegion(name, "guest", pageSize);
        assertEquals(dirtyPages, beans.region("guest").getClients().get("vga").dirtyPages());
    }

    @Test
    void regionNamesGoOnAtTheCursor() {
        for (String name : List.of("d", "b", "c", "a")) {
            beans.track(name, 64, 64);
        }
        TrackerMXBean tracker = beans.tracker();
        NameList first = tracker.regionNames("", 2);
        assertArrayEquals(new String[] {"a", "b"}, first.names());
        assertEquals(4, first.total());
        assertEquals("c", first.next());
        beans.tracker.region("c").close();
        NameList last = tracker.regionNames(first.next(), 2);
        assertArrayEquals(new String[] {"d"}, last.names(), "the cursor stands although its region is gone");
        assertNull(last.next());
        assertEquals("regions 3\na\nb\nthere is more: regionNamesText(d, 2)\n", tracker.regionNamesText("", 2));
        assertEquals(0, tracker.regionNames("e", 1).names().length);
        assertTrue(message(() -> tracker.regionNames("", 0)).contains("maxNames must be 1 to 1000: 0"));
        assertTrue(message(() -> tracker.regionNames("", 1001)).contains("1001"));
        message(() -> tracker.regionNames(null, 1));
    }

    @Test
    void aMessageListsFiftyNamesAtMost() {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            buffers.add(ByteBuffer.allocate(64));
            beans.tracker.allocated(buffers.get(i));
        }
        beans.tracker.deliver();
        beans.track("named", 64, 64);
        String message = message(() -> beans.tracker().trackRegion("named", "guest", 64));
        assertTrue(message.endsWith(" and 10 more"), message);
        Reference.reachabilityFence(buffers);
    }

    /** Of two callers that ask for the same client at once, one gets it. */
    @Test
    void aClientIsCreatedOnce() throws Exception {
        TrackerBean bean = new TrackerBean(beans.tracker, null);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 3_000; round++) {
                CountDownLatch ready = new CountDownLatch(1);
                AtomicBoolean go = new AtomicBoolean();
                Future<Boolean> theirs = other.submit(() -> {
                    ready.countDown();
                    while (!go.get()) {
                        Thread.onSpinWait();
                    }
                    return creates(bean);
                });
                ready.await();
                go.set(true);
                boolean ours = creates(bean);
                assertTrue(ours ^ theirs.get(), "round " + round);
                bean.removeClient("backup");
            }
        } finally {
            other.shutdown();
        }
    }

    private static boolean creates(TrackerBean bean) {
        try {
            bean.createClient("backup");
            return true;
        } catch (IllegalArgumentException exists) {
            return false;
        }
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
