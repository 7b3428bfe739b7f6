package dev.tidemark.bench;

/** What the barrier benchmark's JVM tracks: the four conditions of QEMU's dirty bitmap patch, and three that are no defaults. */
public enum Condition {
    /** No {@code -javaagent} at all. */
    NO_AGENT("no agent"),
    /** The agent runs with {@code min=off}, and no region exists. */
    NOTHING_TRACKED("agent with nothing tracked"),
    /** One region exists: a buffer of the same kind and size that nobody writes. */
    ANOTHER_TRACKED("another buffer tracked"),
    /** One region exists: the buffer that is written. */
    THIS_TRACKED("this buffer tracked"),
    /** Eight regions of the same kind and size exist, the buffer that is written among them. Not among the defaults. */
    ONE_OF_EIGHT_TRACKED("one of eight tracked"),
    /** As before, of 64 regions. */
    ONE_OF_64_TRACKED("one of 64 tracked"),
    /** One region exists: a buffer of the same kind and twice the size that nobody writes. Not among the defaults. */
    ANOTHER_LENGTH_TRACKED("another buffer of another length tracked");

    private final String title;

    Condition(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    boolean hasAgent() {
        return this != NO_AGENT;
    }

    /** How many buffers are tracked that nobody writes. */
    int others() {
        return switch (this) {
            case ANOTHER_TRACKED, ANOTHER_LENGTH_TRACKED -> 1;
            case ONE_OF_EIGHT_TRACKED -> 7;
            case ONE_OF_64_TRACKED -> 63;
            default -> 0;
        };
    }

    /** How large those are, where the buffer that is written has {@code size} bytes. */
    int sizeOfOthers(int size) {
        return this == ANOTHER_LENGTH_TRACKED ? 2 * size : size;
    }

    boolean tracksTarget() {
        return this == THIS_TRACKED || this == ONE_OF_EIGHT_TRACKED || this == ONE_OF_64_TRACKED;
    }

    /**
     * Looks whether the agent runs where it should, and only there.
     *
     * @throws IllegalStateException if not
     */
    void check() {
        if (isAgentActive() != hasAgent()) {
            throw new IllegalStateException("condition " + this + " needs a JVM " + (hasAgent() ? "with" : "without")
                    + " the agent: run java -jar benchmarks.jar");
        }
    }

    /** Asked without the API, which is not on the class path of a JVM without the agent. */
    private static boolean isAgentActive() {
        try {
            Class.forName("dev.tidemark.boot.Hooks", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
