/**
 * Replication measured: beside a plain socket, how long a guest stands still, and how many bytes are sent ({@link
 * dev.tidemark.bench.replicate.LinkProgram}), and what a standby costs it ({@link dev.tidemark.bench.replicate.StandbyProgram}). Programs
 * of their own, because the replica is another process.
 */
package dev.tidemark.bench.replicate;
