package dev.tidemark.jmx;

import dev.tidemark.track.RegionListener;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Keeps the beans in step with the tracker: one per open region, one for the tracker itself, and one for
 * snapshots.
 *
 * <p><b>Use.</b> {@link #start()} once, {@link #tick} from time to time. The beans stay as long as the JVM, as the agent
 * does.
 *
 * <p><b>Assumption.</b> A region says that it is not open before its listeners are told that it closed. <b>Guarantees.</b>
 * No call here throws: what goes wrong is told to {@code problems} as one line. Being told twice is as being told once. Where
 * {@code closed} overtakes {@code opened}, no bean stays behind; where a name is used again before the older region's {@code
 * closed} arrives, the newer region has the bean and keeps it. <b>Locks.</b> This object's lock is held while the MBean server
 * registers or unregisters, and never while a region or the tracker is asked to do something.
 */
public final class JmxRegistrar implements RegionListener {
    private record Registered(TrackedRegion region, RegionBean bean) {}

    private final MBeanServer server;
    private final RegionTracker tracker;
    private final AgentFacts facts;
    private final Consumer<String> problems;
    private final LongSupplier nanoClock;
    private final AtomicLong harvestIds = new AtomicLong();
    private final Map<ObjectName, Registered> regions = new HashMap<>();
    private final Notices ofAllRegions = new Notices(JmxNames.TRACKER, null);
    private boolean trackerRegistered;

    /**
     * A registrar that has registered nothing yet.
     *
     * @param server where the beans go, normally the platform MBean server
     * @param problems told one line for each bean that cannot be registered or unregistered; must not throw
     */
    public JmxRegistrar(MBeanServer server, RegionTracker tracker, AgentFacts facts, Consumer<String> problems) {
        this(server, tracker, facts, problems, System::nanoTime);
    }

    JmxRegistrar(
            MBeanServer server,
            RegionTracker tracker,
            AgentFacts facts,
            Consumer<String> problems,
            LongSupplier nanoClock) {
        this.server = server;
        this.tracker = tracker;
        this.facts = facts;
        this.problems = problems;
        this.nanoClock = nanoClock;
    }

    /** Registers the tracker's bean, that of snapshots, and those of all open regions, and listens from then on. */
    public void start() {
        synchronized (this) {
            if (trackerRegistered) {
                return;
            }
            TrackerBean bean = new TrackerBean(tracker, facts);
            trackerRegistered =
                    register(JmxNames.TRACKER, new DescribedMXBean(bean, TrackerMXBean.class, ofAllRegions.emitter()));
            register(JmxNames.SNAPSHOTS, new DescribedMXBean(new SnapshotsBean(tracker), SnapshotsMXBean.class));
            register(JmxNames.REPLICATION, new DescribedMXBean(new ReplicationBean(tracker), ReplicationMXBean.class));
        }
        tracker.addListener(this);
    }

    @Override
    public void opened(TrackedRegion region) {
        Registered replaced = null;
        try {
            synchronized (this) {
                ObjectName name = JmxNames.region(region.name());
                Registered present = regions.get(name);
                if (!region.isOpen() || present != null && present.region() == region) {
                    return;
                }
                replaced = regions.remove(name);
                unregister(replaced, name);
                HarvestBook harvests = new HarvestBook(region.name(), harvestIds, nanoClock);
                Notices notices = new Notices(name, ofAllRegions);
                RegionBean bean = new RegionBean(region, tracker, harvests, notices);
                if (register(name, new DescribedMXBean(bean, RegionMXBean.class, notices.emitter()))) {
                    regions.put(name, new Registered(region, bean));
                }
            }
        } finally {
            close(replaced);
        }
    }

    @Override
    public void closed(TrackedRegion region) {
        Registered ended = null;
        try {
            synchronized (this) {
                ObjectName name = JmxNames.region(region.name());
                Registered present = regions.get(name);
                if (present != null && present.region() == region) {
                    ended = regions.remove(name);
                    unregister(ended, name);
                }
            }
        } finally {
            close(ended);
        }
    }

    /**
     * Gives back every open harvest that was not used for five minutes, and checks thresholds. Call it about once a second; costs a
     * look at each open harvest, and the figures of each client that has a threshold.
     *
     * @param nanoTime the present, as {@link System#nanoTime} counts it
     */
    public void tick(long nanoTime) {
        List<Registered> present;
        synchronized (this) {
            present = List.copyOf(regions.values());
        }
        for (Registered registered : present) {
            try {
                registered.bean().tick(nanoTime);
            } catch (RuntimeException e) {
                problems.accept("cannot look after the harvests and thresholds of region '"
                        + registered.region().name() + "': " + e);
            }
        }
    }

    private boolean register(ObjectName name, DescribedMXBean bean) {
        try {
            server.registerMBean(bean, name);
            return true;
        } catch (JMException | RuntimeException e) {
            problems.accept("cannot register the JMX bean " + name + ": " + e);
            return false;
        }
    }

    /** @param registered what had that name; null if nothing had */
    private void unregister(Registered registered, ObjectName name) {
        if (registered == null) {
            return;
        }
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException | RuntimeException e) {
            problems.accept("cannot unregister the JMX bean " + name + ": " + e);
        }
    }

    /** Not under the lock, and whatever failed before: open harvests are given back here. */
    private void close(Registered registered) {
        if (registered == null) {
            return;
        }
        try {
            registered.bean().close();
        } catch (RuntimeException e) {
            problems.accept("cannot give back the open harvests of an ended region: " + e);
        }
    }
}
