package dev.tidemark.watch;

/**
 * Samples that have one thread and one stack.
 *
 * @param thread its name
 * @param site the topmost method that is neither the JDK's nor the agent's, as {@code com.acme.Ram.poke(Ram.java:12)}; empty if
 *     there is none
 * @param stack methods from the thread's first to the one that wrote, separated by {@code ;}, as flame graphs want them
 * @param samples how many
 * @param page the page of the first of them
 */
public record Writer(String thread, String site, String stack, long samples, long page) {}
