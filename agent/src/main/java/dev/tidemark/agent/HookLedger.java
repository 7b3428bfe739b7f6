package dev.tidemark.agent;

import dev.tidemark.boot.Hooks;
import dev.tidemark.instrument.HookReport;
import dev.tidemark.jmx.HookHealth;
import java.util.ArrayList;
import java.util.List;

/** Hook failures, at installation and since. */
final class HookLedger implements HookHealth {
    private static final int MAX_MESSAGES = 20;

    private final HookReport report;

    HookLedger(HookReport report) {
        this.report = report;
    }

    @Override
    public long failures() {
        return report.failures().size() + Hooks.failures;
    }

    @Override
    public List<String> messages() {
        List<String> messages = new ArrayList<>(report.failures()
                .subList(0, Math.min(MAX_MESSAGES, report.failures().size())));
        if (Hooks.failures > 0) {
            messages.add(Hooks.failures
                    + " hook calls failed at run time: after a write, every region was taken for dirty; at an"
                    + " allocation, the buffer stayed untracked");
        }
        return messages;
    }
}
