/** Life beside others: other agents, flags of the JVM, memory that is freed meanwhile, virtual threads. */
package dev.tidemark.it.living;
