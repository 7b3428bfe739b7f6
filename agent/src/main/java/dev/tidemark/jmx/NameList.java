package dev.tidemark.jmx;

/**
 * A part of the names of the open regions, as an operation answers it.
 *
 * @param names in alphabetical order
 * @param total names in the whole list, not only in this part
 * @param next the first name of the next part, to be passed as {@code from}; null if this was the last
 */
public record NameList(String[] names, int total, String next) {}
