package dev.tidemark.agent;

import dev.tidemark.Client;
import dev.tidemark.options.AgentOptions;
import dev.tidemark.options.Change;
import dev.tidemark.options.LogLevel;
import dev.tidemark.options.Shares;
import dev.tidemark.track.EscapePolicy;
import dev.tidemark.track.RegionTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The options in force. A second start of the agent changes those that can change while the JVM runs: only keys that it names,
 * each for itself, so that one that cannot change leaves the others to be applied.
 *
 * <p>Thread-safe.
 */
final class LiveOptions implements Supplier<String> {
    private final RegionTracker tracker;
    private final Log log;
    private AgentOptions inForce;
    private Beans beans;
    private boolean logsRegions;

    LiveOptions(AgentOptions options, RegionTracker tracker, Log log) {
        this.inForce = options;
        this.tracker = tracker;
        this.log = log;
    }

    /**
     * Puts the first start's options in force.
     *
     * @param offered not offered yet
     * @param attached whether the program runs already, and has buffers that no hook saw
     */
    synchronized void apply(Beans offered, boolean attached) {
        beans = offered;
        for (String client : inForce.clients()) {
            tracker.client(client);
        }
        logRegions();
        tracker.escapePolicy(policy(inForce));
        tracker.audit().switchTo(inForce.audit());
        tracker.setMinimum(inForce.minBytes(), attached);
        if (inForce.jmx()) {
            beans.offer(attached);
        }
    }

    /**
     * Changes what a second start asks for.
     *
     * @param attached as for {@link #apply}
     * @return an entry per key that the start names
     */
    synchronized List<Change> change(AgentOptions wanted, boolean attached) {
        List<Change> changes = new ArrayList<>();
        inForce = present();
        List<String> keys = new ArrayList<>(wanted.givenKeys());
        if (keys.remove("min")) {
            keys.add("min"); // buffers may be found at once, and the other options are about them
        }
        for (String key : keys) {
            boolean applied = true;
            String what;
            try {
                what = change(key, wanted, attached);
                inForce = inForce.with(key, wanted);
            } catch (IllegalArgumentException | IllegalStateException e) {
                applied = false;
                what = "not changed, " + e.getMessage();
            }
            changes.add(new Change(key, applied, wanted.pair(key) + ": " + what));
        }
        logRegions();
        return changes;
    }

    /** All options in force, as an agent string. */
    @Override
    public synchronized String get() {
        return present().toString();
    }

    /** With what the beans have changed since. */
    private AgentOptions present() {
        return inForce.with(
                "audit",
                AgentOptions.parse("audit=" + Shares.format(tracker.audit().share())));
    }

    /**
     * Changes one option.
     *
     * @return what follows from it
     * @throws IllegalStateException if it cannot be changed
     */
    private String change(String key, AgentOptions wanted, boolean attached) {
        if (wanted.pair(key).equals(inForce.pair(key))) {
            return "as before";
        }
        switch (key) {
            case "min":
                tracker.setMinimum(wanted.minBytes(), attached);
                return minimumMeans(wanted.minBytes());
            case "page":
                tracker.setAutomaticPageSize(wanted.pageSize());
                return "for buffers tracked by their size from now on; regions that are open keep their page size";
            case "clients":
                for (String client : wanted.clients()) {
                    tracker.client(client);
                }
                return "clients are " + names(tracker.clients());
            case "audit":
                tracker.audit().switchTo(wanted.audit());
                return "from the next harvest of each region on";
            case "escape":
                tracker.escapePolicy(policy(wanted));
                return "for every region, also where writes can go unseen already";
            case "log":
                log.setLevel(wanted.log());
                return "from now on";
            case "jmx":
                if (!wanted.jmx()) {
                    throw new IllegalStateException("the beans stay: someone may have harvests open in them");
                }
                beans.offer(attached);
                return "the beans are there for whoever asks";
            default:
                throw new IllegalStateException("it counts at the first start only: start the JVM again with it");
        }
    }

    private static EscapePolicy policy(AgentOptions options) {
        return EscapePolicy.valueOf(options.escape().name());
    }

    private String minimumMeans(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            return "no more buffers are tracked by their size; regions that are open stay";
        }
        return "for buffers allocated from now on"
                + (tracker.seeksArrays() ? ", and for older heap buffers at their next write" : "");
    }

    private static String names(List<Client> clients) {
        StringBuilder names = new StringBuilder();
        for (Client client : clients) {
            names.append(names.length() == 0 ? "" : ", ").append(client.name());
        }
        return names.toString();
    }

    /** From the first time on that the level asks for it; the listener stays, and prints nothing at a lower one. */
    private void logRegions() {
        if (!logsRegions && inForce.log().prints(LogLevel.INFO)) {
            logsRegions = true;
            tracker.addListener(new RegionLog(log));
        }
    }
}
