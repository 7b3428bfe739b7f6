/**
 * Live replication: a region copied to another process while its guest runs, to move the guest there ({@link
 * dev.tidemark.replicate.Migration}) or to keep a standby a fraction of a second behind ({@link dev.tidemark.replicate.Standby}).
 * {@link dev.tidemark.replicate.Replica} is the other end.
 *
 * <p><b>Rule of this package.</b> It uses {@link dev.tidemark}, public types of {@link dev.tidemark.track}, {@link dev.tidemark.zstd}, and {@code java.base}. Numbers of
 * the protocol stand in {@code Protocol} and nowhere else; {@code docs/REPLICATION.md} describes it. What is received is hostile until
 * it is checked: no length of it sizes memory before it was compared with its limit, no name of it becomes a path. Threads are
 * daemons and end with what they serve.
 *
 * <p><b>Transaction.</b> Pages that were harvested count as delivered when the replica has confirmed their epoch; whatever goes wrong before
 * gives them back. The replica holds an epoch as a whole or not at all, and can name it, whatever kills it.
 *
 * <p><b>Errors.</b> {@link dev.tidemark.replicate.ReplicationException}: one line with what was wrong and what to do.
 */
package dev.tidemark.replicate;
