/**
 * Replication measured: beside a plain socket, how long a guest stands still, and how many bytes are sent. A program of its own ({@link
 * dev.tidemark.bench.replicate.LinkProgram}), because the replica is another process.
 */
package dev.tidemark.bench.replicate;
