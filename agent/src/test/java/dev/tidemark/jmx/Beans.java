package dev.tidemark.jmx;

import dev.tidemark.Region;
import dev.tidemark.rewind.Rewinds;
import dev.tidemark.track.RegionTracker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;

/** A tracker with its beans on an MBean server of their own, a clock that stands still, and no hooks. */
final class Beans {
    final MBeanServer server = MBeanServerFactory.newMBeanServer();
    final RegionTracker tracker = new RegionTracker(4096, () -> {});
    final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    final List<String> hookFailures = new ArrayList<>();
    final Map<String, ByteBuffer> fields = new HashMap<>();
    final JmxRegistrar registrar;
    long nanoTime = 1_000;

    private final List<ByteBuffer> buffers = new ArrayList<>();

    Beans() {
        HookHealth health = new HookHealth() {
            @Override
            public long failures() {
                return hookFailures.size();
            }

            @Override
            public List<String> messages() {
                return List.copyOf(hookFailures);
            }
        };
        AgentFacts facts = new AgentFacts("1.2.3", () -> "min=16m,page=4k,jmx=on,log=warn", health, fields::get);
        tracker.rewindWith(new Rewinds(tracker));
        registrar = new JmxRegistrar(server, tracker, facts, problems::add, () -> nanoTime);
        registrar.start();
    }

    /** Tracks a new heap buffer, which lives as long as this object. */
    Region track(String name, int byteSize, int pageSize) {
        ByteBuffer buffer = ByteBuffer.allocate(byteSize);
        buffers.add(buffer);
        return tracker.track(name, buffer, pageSize);
    }

    /** The memory of the region that was tracked as number {@code index}. */
    ByteBuffer memory(int index) {
        return buffers.get(index);
    }

    /** A region whose pages are all clean for {@code migration}. */
    RegionMXBean clean(String name, int byteSize, int pageSize) {
        track(name, byteSize, pageSize);
        RegionMXBean region = region(name);
        region.clear("migration", 0, byteSize);
        return region;
    }

    RegionMXBean region(String name) {
        return JMX.newMXBeanProxy(server, JmxNames.region(name), RegionMXBean.class);
    }

    TrackerMXBean tracker() {
        return JMX.newMXBeanProxy(server, JmxNames.TRACKER, TrackerMXBean.class);
    }

    SnapshotsMXBean snapshots() {
        return JMX.newMXBeanProxy(server, JmxNames.SNAPSHOTS, SnapshotsMXBean.class);
    }

    ReplicationMXBean replication() {
        return JMX.newMXBeanProxy(server, JmxNames.REPLICATION, ReplicationMXBean.class);
    }

    boolean hasBean(String regionName) {
        return server.isRegistered(JmxNames.region(regionName));
    }
}
