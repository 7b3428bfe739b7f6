/** Other people's agents that read the beans. */
package dev.tidemark.it.metrics;
