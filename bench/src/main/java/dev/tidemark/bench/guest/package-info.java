/**
 * The section "guest": SQLite, compiled to wasm and then to JVM bytecode, loads a table and makes transactions in one buffer, without
 * the agent, beside it, and tracked by it.
 *
 * <p><b>Rule of this package.</b> The guest is the sample app's, unchanged. {@link dev.tidemark.bench.guest.GuestProgram} runs in forks
 * of which some have no agent, so only {@link dev.tidemark.bench.guest.GuestTracking} knows {@code dev.tidemark}, and it is loaded
 * when it is needed.
 */
package dev.tidemark.bench.guest;
