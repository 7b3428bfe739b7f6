/** Replication under the agent: writes are seen by its hooks alone, replicas and sources are killed. */
package dev.tidemark.it.replicate;
