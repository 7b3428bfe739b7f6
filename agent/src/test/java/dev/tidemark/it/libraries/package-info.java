/**
 * Real libraries that write tracked buffers. Each has a program of its own, which runs in a forked JVM with that library on the
 * class path; {@link dev.tidemark.it.ReplicatedMemory} judges what was seen.
 */
package dev.tidemark.it.libraries;
