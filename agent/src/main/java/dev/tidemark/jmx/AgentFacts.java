package dev.tidemark.jmx;

import java.util.function.Supplier;

/**
 * What the tracker's bean tells of the agent and cannot ask the tracker for.
 *
 * @param version the agent's version
 * @param options gives the options in force, as text; they may change
 * @param hookHealth where hook failures are counted
 */
public record AgentFacts(String version, Supplier<String> options, HookHealth hookHealth) {}
