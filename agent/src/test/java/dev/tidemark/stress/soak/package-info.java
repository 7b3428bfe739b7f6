/**
 * The soak: writers race a harvester in a JVM of their own, and an oracle that knows nothing of marks and bitmaps tells
 * whether a write was lost. {@link dev.tidemark.stress.soak.Soak} is that JVM's main class.
 */
package dev.tidemark.stress.soak;
