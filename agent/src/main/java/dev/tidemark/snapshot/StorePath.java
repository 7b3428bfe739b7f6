package dev.tidemark.snapshot;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A path as people write it: of the local file system, or a URI such as {@code s3://bucket/snapshots}. */
public final class StorePath {
    private static final Pattern URI_TEXT = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://?.*");

    private StorePath() {}

    /**
     * The path.
     *
     * @throws IllegalArgumentException if it is none
     * @throws FileSystemNotFoundException if no provider on the class path knows the URI
     */
    public static Path of(String text) {
        return isUri(text) ? Path.of(URI.create(text)) : Path.of(text);
    }

    /** Whether it names a file system of its own. */
    public static boolean isUri(String text) {
        return URI_TEXT.matcher(text).matches();
    }
}
