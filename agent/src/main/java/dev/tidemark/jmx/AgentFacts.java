package dev.tidemark.jmx;

/**
 * What the tracker's bean tells of the agent and cannot ask the tracker for.
 *
 * @param version the agent's version
 * @param options the options in force, as text
 * @param hookHealth where hook failures are counted
 */
public record AgentFacts(String version, String options, HookHealth hookHealth) {}
