package dev.tidemark.agent;

import dev.tidemark.boot.Hooks;
import dev.tidemark.fields.BufferPath;
import dev.tidemark.instrument.HookReport;
import dev.tidemark.jmx.AgentFacts;
import dev.tidemark.jmx.JmxRegistrar;
import dev.tidemark.track.RegionTracker;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.MBeanServerFactory;

/**
 * Registers the beans when someone asks for the platform's MBean server, before the asker gets it, and never before.
 *
 * <p>The server's creation loads logging and more. Done at start it would cost every JVM that nobody looks into, and it would
 * take the choice of a log manager away from applications that make it in their {@code main}.
 */
final class Beans implements Runnable {
    private final RegionTracker tracker;
    private final HookReport hooks;
    private final Supplier<String> options;
    private final Instrumentation instrumentation;
    private final Log log;
    private volatile JmxRegistrar registrar;

    /** @param options gives the options in force, as text */
    Beans(RegionTracker tracker, HookReport hooks, Supplier<String> options, Instrumentation instrumentation, Log log) {
        this.tracker = tracker;
        this.hooks = hooks;
        this.options = options;
        this.instrumentation = instrumentation;
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
            AgentFacts facts = new AgentFacts(
                    Version.TEXT, options, new HookLedger(hooks), path -> BufferPath.find(path, instrumentation));
            JmxRegistrar created =
                    new JmxRegistrar(ManagementFactory.getPlatformMBeanServer(), tracker, facts, log::warn);
            created.start();
            registrar = created;
            log.debug("beans registered, for the platform's MBean server was asked for");
        } catch (RuntimeException | LinkageError e) {
            log.warn("no JMX beans: " + e);
        }
    }

    /** Gives harvests back that nobody finished, and checks thresholds. */
    void tick() {
        JmxRegistrar present = registrar;
        if (present != null) {
            present.tick(System.nanoTime());
        }
    }
}
