package dev.tidemark.snapshot;

import java.nio.file.Path;

/**
 * What is wrong with a file of a store.
 *
 * @param file the file
 * @param byteOffset the first bad byte, or the first byte of the smallest part known to be bad; the file's size if bytes are
 *     missing
 * @param text one line that says what is wrong and what it means
 */
public record Damage(Path file, long byteOffset, String text) {}
