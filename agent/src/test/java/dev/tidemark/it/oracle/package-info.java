/**
 * The oracle: one operation at a time on memory under test, judged by the bytes. {@link dev.tidemark.it.oracle.OracleProgram}
 * runs in a JVM of its own with the agent, so that the same cases run under any flags and under agents that are wrong on purpose;
 * {@link dev.tidemark.it.oracle.Group} is the table. No JUnit here but in the tests, and nothing of the agent but its public API.
 */
package dev.tidemark.it.oracle;
