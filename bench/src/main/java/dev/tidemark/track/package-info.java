/** What benchmarks need of the agent's own package of this name. Rule: one class, which no one but a benchmark uses. */
package dev.tidemark.track;
