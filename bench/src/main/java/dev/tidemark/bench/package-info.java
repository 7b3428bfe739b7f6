/**
 * Benchmarks of the write barrier, of scans and of the safepoint, and the program that runs them under the finished agent.
 *
 * <p><b>Rule of this package.</b> The agent's classes are not in benchmarks.jar: a fork gets them from {@code -javaagent},
 * and the forks without the agent have none. Whatever runs in such a fork touches {@code dev.tidemark} only through {@link
 * dev.tidemark.bench.Tracking}, which is loaded when a condition needs it.
 *
 * <p>{@link dev.tidemark.bench.Main} runs each condition in a JVM of its own, one fork of each after the other, round
 * after round, because the machine drifts more than most differences are large.
 */
package dev.tidemark.bench;
