package dev.tidemark.watch;

/**
 * How much of what was written in a window is new for one client.
 *
 * @param newPages pages that were written in the window and were clean for the client when it began
 * @param newBytes bytes they hold
 * @param bytesPerSecond those bytes by the length of the window
 */
public record ClientRate(long newPages, long newBytes, double bytesPerSecond) {}
