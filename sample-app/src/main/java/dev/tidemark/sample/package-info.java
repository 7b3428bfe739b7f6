/**
 * The sample: a guest machine that is copied while it works, a few dirty pages at a time, and then continued from the copy
 * by a JVM that never heard of Tidemark.
 *
 * <p><b>Rule of this package.</b> It connects the parts ({@code guest}, {@code bank}, {@code image}) and speaks with the
 * user. Only {@link dev.tidemark.sample.Migration} and the command that makes one use Tidemark's API, and only after
 * {@link dev.tidemark.sample.AgentPresence} found it: everything else must load without the agent's jar.
 *
 * <p>Start reading at {@link dev.tidemark.sample.Migration}; it is what a user of Tidemark would write.
 */
package dev.tidemark.sample;
