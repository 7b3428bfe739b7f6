package dev.tidemark.agent;

import dev.tidemark.boot.Hooks;
import dev.tidemark.jmx.AgentFacts;
import dev.tidemark.jmx.JmxRegistrar;
import dev.tidemark.track.RegionTracker;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServerFactory;

/**
 * Registers the beans when someone asks for the platform's MBean server, before the asker gets it, and never before.
 *
 * <p>The server's creation loads logging and more. Done at start it would cost every JVM that nobody looks into, and it would
 * take the choice of a log manager away from applications that make it in their {@code main}.
 */
final class Beans implements Runnable {
    private final RegionTracker tracker;
    private final AgentFacts facts;
    private final Log log;
    private volatile JmxRegistrar registrar;

    Beans(RegionTracker tracker, AgentFacts facts, Log log) {
        this.tracker = tracker;
        this.facts = facts;
        this.log = log;
    }

    /**
     * From now on.
     *
     * @param late the agent was attached, so the server may be there already; then at once
     */
    void offer(boolean late) {
        Hooks.beans = this;
        if (late && !MBeanServerFactory.findMBeanServer(null).isEmpty()) {
            ManagementFactory.getPlatformMBeanServer();
        }
    }

    /** Runs in the hook, inside {@link ManagementFactory#getPlatformMBeanServer}, whose lock lets one thread in at a time. */
    @Override
    public void run() {
        Hooks.beans = null; // the next line asks for the server again
        try {
            JmxRegistrar created =
                    new JmxRegistrar(ManagementFactory.getPlatformMBeanServer(), tracker, facts, log::warn);
            created.start();
            registrar = created;
            log.debug("beans registered, for the platform's MBean server was asked for");
        } catch (RuntimeException | LinkageError e) {
            log.warn("no JMX beans: " + e);
        }
    }

    /** Gives harvests back that nobody finished. */
    void expire() {
        JmxRegistrar present = registrar;
        if (present != null) {
            present.expire(System.nanoTime());
        }
    }
}
