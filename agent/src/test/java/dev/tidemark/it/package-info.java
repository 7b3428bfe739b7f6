/**
 * Tests under the finished jar. Classes named {@code *IT} run in a JVM with the agent, through the public API; {@code
 * *Program} classes are the mains of JVMs that {@link dev.tidemark.it.ForkedJvm} forks.
 */
package dev.tidemark.it;
