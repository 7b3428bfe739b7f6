/** Tests of replication without the agent: writes are told to the region by hand, and every connection is on loopback. */
package dev.tidemark.replicate;
