package dev.tidemark.jmx;

import java.util.List;

/** What went wrong inside the agent's hooks; implemented by whoever counts it. Both calls are cheap and never throw. */
public interface HookHealth {
    /** Failures since the agent started. Anything but 0 means that writes may have been missed. */
    long failures();

    /** What the failures were, oldest first; a snapshot, bounded by the implementation. */
    List<String> messages();
}
