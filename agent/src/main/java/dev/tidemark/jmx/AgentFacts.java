package dev.tidemark.jmx;

import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the tracker's bean tells of the agent and cannot ask the tracker for.
 *
 * @param version the agent's version
 * @param options gives the options in force, as text; they may change
 * @param hookHealth where hook failures are counted
 * @param buffers finds the buffer at the end of a path of fields, or throws {@link IllegalArgumentException}
 */
public record AgentFacts(
        String version, Supplier<String> options, HookHealth hookHealth, Function<String, ByteBuffer> buffers) {}
