package dev.tidemark.agent;

import dev.tidemark.Tidemark;
import dev.tidemark.boot.FileHooks;
import dev.tidemark.boot.Hooks;
import dev.tidemark.boot.NativeHooks;
import dev.tidemark.instrument.HookReport;
import dev.tidemark.instrument.NativeMethods;
import dev.tidemark.options.AgentOptions;
import dev.tidemark.options.Change;
import dev.tidemark.options.LogLevel;
import dev.tidemark.rewind.Rewinds;
import dev.tidemark.track.RegionTracker;
import java.lang.instrument.Instrumentation;
import java.util.List;

/**
 * The composition root: connects the parts once the hooks are in. Every start of a JVM pays for what it loads: what is needed later
 * or never is made then, and there are no lambdas here.
 */
final class AgentRuntime {
    /** Null until the parts are connected. */
    private static LiveOptions options;

    private static Log log;

    private AgentRuntime() {}

    /**
     * Connects the parts.
     *
     * @param attached whether the program runs already
     */
    static synchronized void assemble(
            AgentOptions wanted, HookReport report, Instrumentation instrumentation, boolean attached) {
        log = new Log(wanted.log());
        Housekeeper housekeeper = new Housekeeper(log);
        RegionTracker tracker = new RegionTracker(wanted.pageSize(), housekeeper.alarm());
        if (report.failures().isEmpty()) {
            BuildWatch.install(tracker, log);
        } else {
            tracker.hooksIncomplete("hooks are missing, the log names them");
            for (String failure : report.failures()) {
                log.warn("hook missing, coverage is HOOKS_INCOMPLETE: " + failure);
            }
        }
        StoringThreads storing = new StoringThreads();
        tracker.audit().connect(storing, new AuditLog(log));
        if (attached) {
            housekeeper.watch(Stragglers.lookFor(storing, tracker, log));
        }
        LiveOptions live = new LiveOptions(wanted, tracker, log);
        Beans beans = new Beans(tracker, report, live, instrumentation, log);
        tracker.rewindWith(new Rewinds(tracker));
        Hooks.listener = tracker;
        listen(tracker, instrumentation, attached);
        if (!wanted.arrays().isEmpty()) {
            ArrayHolders.watch(wanted.arrays(), instrumentation, tracker, log);
        }
        Tidemark.activate(tracker);
        housekeeper.start(tracker, beans);
        live.apply(beans, attached);
        options = live;
        if (wanted.log().prints(LogLevel.INFO)) {
            log.info(
                    "version " + Version.TEXT + ", " + report.methods() + " JDK methods hooked, options " + live.get());
        }
    }

    /** To files that are mapped, and to native methods; who comes late asks what there is already. */
    private static void listen(RegionTracker tracker, Instrumentation instrumentation, boolean attached) {
        NativeWatch libraries = new NativeWatch(instrumentation, tracker);
        FileHooks.listener = tracker.files();
        NativeHooks.libraries = libraries;
        if (attached) {
            NativeMethods natives = libraries.methods();
            if (FileHooks.anyMapping()) {
                tracker.filesOlder();
            }
            natives.searchLoaded();
            if (natives.isLoaded("jdk.internal.foreign.abi.CallingSequence")) {
                NativeHooks.called = true;
            }
            if (natives.isLoaded("jdk.internal.foreign.abi.LinkerOptions$Critical")) {
                tracker.allExposed("Linker.Option.critical, used before the agent started");
            }
        }
    }

    /**
     * A second start: changes the options that it names and that can change.
     *
     * @param attached whether the program runs already; otherwise what cannot change is told on stderr, where the user of the
     *     command line looks
     * @throws IllegalStateException if the first start broke off
     */
    static synchronized List<Change> change(AgentOptions wanted, boolean attached) {
        if (options == null) {
            throw new IllegalStateException("the first start of the agent in this JVM broke off: start the JVM again");
        }
        List<Change> changes = options.change(wanted, attached);
        for (Change change : changes) {
            if (change.applied() || attached) {
                log.info("second start, " + change.text());
            } else {
                log.warn("the agent runs already: " + change.text());
            }
        }
        return changes;
    }

    /** The options in force, as an agent string. */
    static synchronized String options() {
        return options.get();
    }
}
