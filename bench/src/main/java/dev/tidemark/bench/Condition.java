package dev.tidemark.bench;

/** What the barrier benchmark's JVM tracks: the four conditions of QEMU's dirty bitmap patch, and a fifth for many regions. */
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
    ONE_OF_EIGHT_TRACKED("one of eight tracked");

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
            case ANOTHER_TRACKED -> 1;
            case ONE_OF_EIGHT_TRACKED -> 7;
            default -> 0;
        };
    }

    boolean tracksTarget() {
        return this == THIS_TRACKED || this == ONE_OF_EIGHT_TRACKED;
    }
}
