package dev.tidemark.bench.start;

/** An agent that does nothing: what every {@code -javaagent} costs, because the JVM then builds its module graph anew. */
public final class EmptyAgent {
    private EmptyAgent() {}

    /** Does nothing. */
    public static void premain(String options) {}
}
