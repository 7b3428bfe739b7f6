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
 * Keeps the beans in step with the tracker: one per open region, and one for the tracker itself.
 *
 * <p><b>Use.</b> {@link #start()} once, {@link #expire} from time to time. The beans stay as long as the JVM, as the agent
 * does.
 *
 * <p><b>Assumption.</b> A region says that it is not open before its listeners are told that it closed. <b>Guarantees.</b>
 * No call here throws: what goes wrong is told to {@code problems} as one line. Being told twice is as being told once. Where
 * {@code closed} overtakes {@code opened}, no bean stays behind; where a name is used again before the older region's {@code
 * closed} arrives, the newer region has the bean and keeps it. <b>Locks.</b> This object's lock is held while the MBean server
 * registers or unregisters, and never while a region or the tracker is asked to do something.
 */
public final class JmxRegistrar implements RegionListener {
    private record Registered(TrackedRegion region, HarvestBook harvests) {}

    private final MBeanServer server;
    private final RegionTracker tracker;
    private final AgentFacts facts;
    private final Consumer<String> problems;
    private final LongSupplier nanoClock;
    private final AtomicLong harvestIds = new AtomicLong();
    private final Map<ObjectName, Registered> regions = new HashMap<>();
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

    /** Registers the tracker's bean and those of all open regions, and listens from then on. */
    public void start() {
        synchronized (this) {
            if (trackerRegistered) {
                return;
            }
            TrackerBean bean = new TrackerBean(tracker, facts);
            trackerRegistered = register(JmxNames.TRACKER, new DescribedMXBean(bean, TrackerMXBean.class));
        }
        tracker.addListener(this);
    }

    @Override
    public void opened(TrackedRegion region) {
        HarvestBook replaced;
        synchronized (this) {
            ObjectName name = JmxNames.region(region.name());
            Registered present = regions.get(name);
            if (!region.isOpen() || present != null && present.region() == region) {
                return;
            }
            replaced = unregister(name);
            HarvestBook harvests = new HarvestBook(region.name(), harvestIds, nanoClock);
            RegionBean bean = new RegionBean(region, tracker, harvests);
            if (register(name, new DescribedMXBean(bean, RegionMXBean.class))) {
                regions.put(name, new Registered(region, harvests));
            }
        }
        giveBack(replaced);
    }

    @Override
    public void closed(TrackedRegion region) {
        HarvestBook harvests;
        synchronized (this) {
            ObjectName name = JmxNames.region(region.name());
            Registered present = regions.get(name);
            harvests = present != null && present.region() == region ? unregister(name) : null;
        }
        giveBack(harvests);
    }

    /**
     * Gives back every open harvest that was not used for five minutes. Call it every few seconds; costs a look at each
     * open harvest.
     *
     * @param nanoTime the present, as {@link System#nanoTime} counts it
     */
    public void expire(long nanoTime) {
        List<Registered> present;
        synchronized (this) {
            present = List.copyOf(regions.values());
        }
        for (Registered registered : present) {
            try {
                registered.harvests().expire(nanoTime);
            } catch (RuntimeException e) {
                problems.accept("cannot give back an expired harvest of region '"
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

    /** Returns the harvests that were open under that name, to be given back outside the lock; null if none could be. */
    private HarvestBook unregister(ObjectName name) {
        Registered registered = regions.remove(name);
        if (registered == null) {
            return null;
        }
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException | RuntimeException e) {
            problems.accept("cannot unregister the JMX bean " + name + ": " + e);
        }
        return registered.harvests();
    }

    private void giveBack(HarvestBook harvests) {
        if (harvests == null) {
            return;
        }
        try {
            harvests.close();
        } catch (RuntimeException e) {
            problems.accept("cannot give back the open harvests of an ended region: " + e);
        }
    }
}
