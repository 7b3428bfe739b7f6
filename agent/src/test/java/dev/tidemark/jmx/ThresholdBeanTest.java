package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(300)
class ThresholdBeanTest {
    private static final long SECOND = 1_000_000_000;

    private final Beans beans = new Beans();
    private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();

    @Test
    void bytesAreToldOnceEachWay() throws Exception {
        RegionMXBean region = beans.clean("ram", 100 * 64, 64);
        listen(JmxNames.region("ram"));
        region.setThreshold("migration", "bytes", 640, 128);
        tick();
        region.markDirty(0, 9 * 64);
        tick();
        region.markDirty(0, 10 * 64);
        tick();
        assertHeard(Notices.HIGH, 640);
        region.clear("migration", 0, 5 * 64);
        tick();
        region.markDirty(0, 20 * 64);
        tick();
        region.clear("migration", 0, 18 * 64);
        tick();
        assertHeard(Notices.LOW, 128);
        region.markDirty(0, 20 * 64);
        tick();
        assertHeard(Notices.HIGH, 1280);
        assertEquals(1280, region.getThresholds().get("migration bytes").value());
        assertNothingMore();
    }

    @Test
    void ratesAreOfTheTimeBetweenTwoChecks() throws Exception {
        RegionMXBean region = beans.clean("ram", 1000 * 64, 64);
        listen(JmxNames.TRACKER);
        region.setThreshold("migration", "rate", 6_400, 640);
        region.markDirty(0, 900 * 64);
        tick();
        assertEquals(-1, region.getThresholds().get("migration rate").value(), "one reading makes no rate");
        region.clear("migration", 0, 1000 * 64);
        tick();
        region.markDirty(0, 50 * 64);
        tick(); // 3,200 bytes in a second
        region.commit(region.harvest("migration"));
        region.markDirty(0, 100 * 64);
        tick(); // 6,400 bytes in a second, though a harvest came between
        Notification high = assertHeard(Notices.HIGH, 6_400);
        assertEquals("region 'ram', client migration: 6.3 KiB/s get dirty, at or over 6.3 KiB/s", high.getMessage());
        assertEquals(1.0, ((Map<?, ?>) high.getUserData()).get("seconds"));
        tick();
        assertHeard(Notices.LOW, 0);
        assertNothingMore();
    }

    @Test
    void whatIsRemovedIsNotTold() throws Exception {
        RegionMXBean region = beans.clean("ram", 100 * 64, 64);
        listen(JmxNames.region("ram"));
        region.setThreshold("migration", "bytes", 64, 0);
        region.removeThreshold("migration", "bytes");
        assertEquals(Map.of(), region.getThresholds());
        beans.tracker.client("gone");
        region.setThreshold("gone", "bytes", 64, 0);
        beans.tracker.removeClient("gone");
        region.markDirty(0, 640);
        tick();
        assertEquals(Map.of(), region.getThresholds(), "its client is gone");
        assertNothingMore();
    }

    @Test
    void oneThatHangsHoldsUpNobodyElse() throws Exception {
        RegionMXBean region = beans.clean("ram", 100 * 64, 64);
        Object never = new Object();
        beans.server.addNotificationListener(
                JmxNames.region("ram"),
                (notification, handback) -> {
                    synchronized (never) {
                        heard.add(notification);
                    }
                },
                null,
                null);
        region.setThreshold("migration", "bytes", 64, 0);
        region.setThreshold("migration", "rate", 64, 0);
        synchronized (never) {
            for (int i = 0; i < 2_000; i++) {
                region.markDirty(0, 640);
                tick();
                region.clear("migration", 0, 6400);
                tick();
            }
        }
        assertTrue(heard.poll(2, TimeUnit.MINUTES) != null);
    }

    @Test
    void wrongArgumentsAreAnsweredWithTheRule() {
        RegionMXBean region = beans.clean("ram", 100 * 64, 64);
        for (long[] edges : new long[][] {{0, 0}, {1, 1}, {1, -1}, {5, 6}, {Long.MIN_VALUE, Long.MAX_VALUE}}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> region.setThreshold("migration", "bytes", edges[0], edges[1]));
        }
        assertMessage("bytes or rate", () -> region.setThreshold("migration", "pages", 1, 0));
        assertMessage("vga, code, migration", () -> region.setThreshold("nobody", "bytes", 1, 0));
        assertMessage("there are: none", () -> region.removeThreshold("migration", "bytes"));
        assertEquals(Map.of(), region.getThresholds());
    }

    private void listen(ObjectName bean) throws Exception {
        beans.server.addNotificationListener(bean, (notification, handback) -> heard.add(notification), null, null);
    }

    private void tick() {
        beans.nanoTime += SECOND;
        beans.registrar.tick(beans.nanoTime);
    }

    private Notification assertHeard(String type, long value) throws InterruptedException {
        Notification notification = heard.poll(2, TimeUnit.MINUTES);
        assertTrue(notification != null, "nothing was told");
        assertEquals(type, notification.getType());
        Map<?, ?> facts = (Map<?, ?>) notification.getUserData();
        assertEquals(value, facts.get("value"));
        assertEquals("ram", facts.get("region"));
        assertEquals("migration", facts.get("client"));
        return notification;
    }

    /** Notifications come in order, so one more tells whether anything came before it. */
    private void assertNothingMore() throws Exception {
        RegionMXBean last = beans.clean("last", 64, 64);
        listen(JmxNames.region("last"));
        last.markDirty(0, 1);
        last.setThreshold("migration", "bytes", 64, 0);
        tick();
        Notification notification = heard.poll(2, TimeUnit.MINUTES);
        assertEquals("last", ((Map<?, ?>) notification.getUserData()).get("region"));
    }

    private static void assertMessage(String words, Executable call) {
        Exception e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(words), e::getMessage);
    }
}
