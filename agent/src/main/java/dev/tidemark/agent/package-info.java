/**
 * The entrances of the jar and its composition root.
 *
 * <p><b>Rule of this package.</b> {@link dev.tidemark.agent.TidemarkAgent} does nothing but hand over. {@link
 * dev.tidemark.agent.AgentStart} brings the hooks in, {@link dev.tidemark.agent.AgentRuntime} is the one place that knows all parts and connects them. May use every package of the agent;
 * none uses it.
 */
package dev.tidemark.agent;
