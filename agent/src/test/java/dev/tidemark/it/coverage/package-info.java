/**
 * The closed list: every method of the JDK's public API that is given a buffer or a memory segment, or belongs to one, with what
 * it does to the memory; and docs/COVERAGE.md, which is written from the same data.
 */
package dev.tidemark.it.coverage;
