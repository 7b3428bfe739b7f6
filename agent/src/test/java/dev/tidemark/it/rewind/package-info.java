/** Checkpoints, baselines and rings under the finished agent, in JVMs of their own. */
package dev.tidemark.it.rewind;
