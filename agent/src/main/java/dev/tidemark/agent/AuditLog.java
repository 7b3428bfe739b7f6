package dev.tidemark.agent;

import dev.tidemark.track.AuditMiss;
import java.util.function.Consumer;

/** A warning for each of the first {@value #MAX_LINES} misses; the beans and the command line tell of the others. */
final class AuditLog implements Consumer<AuditMiss> {
    static final int MAX_LINES = 20;

    private final Log log;
    private int lines;

    AuditLog(Log log) {
        this.log = log;
    }

    @Override
    public void accept(AuditMiss miss) {
        lines++;
        if (lines <= MAX_LINES) {
            log.warn("audit: a write was missed, and is marked dirty now: " + miss.describe());
        }
        if (lines == MAX_LINES) {
            log.warn("audit: further misses are counted and listed, not logged: see the command audit, or the beans");
        }
    }
}
