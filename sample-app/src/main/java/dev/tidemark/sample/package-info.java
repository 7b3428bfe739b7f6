/**
 * The sample: a guest machine of which snapshots are taken while it works, a few dirty pages at a time, and which a JVM that is not
 * tracked continues from them; or which moves to another JVM while it works, or goes on from its standby when its own is killed.
 *
 * <p><b>Rule of this package.</b> It connects the parts ({@code guest}, {@code bank}, {@code point}) and speaks with the
 * user. Tidemark's API is used here alone, and only after {@link dev.tidemark.sample.AgentPresence} found it: what asks for it must load
 * without the agent's jar.
 *
 * <p>Start reading at {@link dev.tidemark.sample.SnapshotRun#take}; it is what a user of Tidemark would write.
 */
package dev.tidemark.sample;
