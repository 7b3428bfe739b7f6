package dev.tidemark.cli;

import dev.tidemark.jmx.RegionMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client in another JVM for as long as somebody looks with it: it takes what is dirty at each look, so that the next one finds what was
 * written since. Costs that JVM a harvest per region and look. One thread.
 */
final class OwnClient implements AutoCloseable {
    private final AgentConnection agent;
    private final String name;
    private final long minNanos;
    private long lastNanos;

    private OwnClient(AgentConnection agent, String name, long minNanos) {
        this.agent = agent;
        this.name = name;
        this.minNanos = minNanos;
    }

    /** What that of this process is called. */
    static String name() {
        return "top-" + ProcessHandle.current().pid();
    }

    /**
     * Creates it there.
     *
     * @param intervalMillis between two looks; one that comes before half of it is over takes nothing
     */
    static OwnClient create(AgentConnection agent, long intervalMillis) {
        agent.tracker().createClient(name());
        return new OwnClient(agent, name(), TimeUnit.MILLISECONDS.toNanos(intervalMillis) / 2);
    }

    /** Takes what is dirty in these regions; its pages are clean for this client afterwards. */
    void take(List<RegionStatus> regions) {
        if (lastNanos != 0 && System.nanoTime() - lastNanos < minNanos) {
            return;
        }
        lastNanos = System.nanoTime();
        for (RegionStatus region : regions) {
            try {
                RegionMXBean bean = agent.region(region.name());
                bean.commit(bean.harvest(name));
            } catch (RuntimeException endedOrBusy) {
                // The next look has more to show, or fails by itself where the JVM is gone.
                continue;
            }
        }
    }

    /** Removes it there. */
    @Override
    public void close() {
        try {
            agent.tracker().removeClient(name);
        } catch (RuntimeException gone) {
            // With its JVM.
            return;
        }
    }
}
