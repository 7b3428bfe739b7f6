package dev.tidemark.agent;

import dev.tidemark.Tidemark;
import dev.tidemark.boot.Hooks;
import dev.tidemark.instrument.HookReport;
import dev.tidemark.jmx.AgentFacts;
import dev.tidemark.options.AgentOptions;
import dev.tidemark.options.LogLevel;
import dev.tidemark.track.EscapePolicy;
import dev.tidemark.track.RegionTracker;

/** The composition root: connects the parts once the hooks are in. */
final class AgentRuntime {
    private AgentRuntime() {}

    static void assemble(AgentOptions options, HookReport report, Log log, boolean attached) {
        Housekeeper housekeeper = new Housekeeper(log);
        RegionTracker tracker = new RegionTracker(options.pageSize(), housekeeper::wake);
        tracker.escapePolicy(EscapePolicy.valueOf(options.escape().name()));
        for (String client : options.clients()) {
            tracker.client(client);
        }
        if (!report.failures().isEmpty()) {
            tracker.hooksIncomplete("hooks are missing, the log names them");
            for (String failure : report.failures()) {
                log.warn("hook missing, coverage is HOOKS_INCOMPLETE: " + failure);
            }
        }
        if (options.log().prints(LogLevel.INFO)) {
            tracker.addListener(new RegionLog(log));
        }
        Hooks.listener = tracker;
        Hooks.minimum = options.minBytes();
        Tidemark.activate(tracker);
        AgentFacts facts = new AgentFacts(Version.TEXT, options.toString(), new HookLedger(report));
        Beans beans = options.jmx() ? new Beans(tracker, facts, log) : null;
        housekeeper.start(tracker, beans);
        if (beans != null) {
            beans.offer(attached);
        }
        if (options.log().prints(LogLevel.INFO)) {
            log.info("version " + Version.TEXT + ", " + report.methods() + " JDK methods hooked, options " + options);
        }
    }
}
