package dev.tidemark.jmx;

import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.StorePath;
import java.io.IOException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A store as a caller names it. A relative path is refused: the caller does not know this JVM's directory.
 *
 * @param directory the store
 * @param elsewhere further ones to look for parents in
 */
record StoreText(Path directory, Path[] elsewhere) {
    /** @throws IllegalArgumentException if it names no store that can be */
    static StoreText parse(String store, String elsewhere) {
        Limits.checkText("store", store);
        Limits.checkText("elsewhere", elsewhere);
        if (elsewhere == null) {
            throw new IllegalArgumentException("elsewhere must not be null");
        }
        Path[] others = Arrays.stream(elsewhere.split("\\|"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> path("elsewhere", text))
                .toArray(Path[]::new);
        return new StoreText(path("store", store), others);
    }

    private static Path path(String parameter, String text) {
        Path path;
        try {
            path = text == null || text.isBlank() ? null : StorePath.of(text.strip());
        } catch (FileSystemNotFoundException e) {
            throw new IllegalArgumentException(
                    "no file system for " + text + ": put its provider on the program's class path");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(parameter + " is not a path: " + text + ": " + e.getMessage());
        }
        if (path == null || !path.isAbsolute() && !StorePath.isUri(text)) {
            throw new IllegalArgumentException(parameter + " must be an absolute path or a URI: " + text);
        }
        return path;
    }

    /** For taking: created if it is not there. */
    SnapshotStore open() throws IOException {
        return SnapshotStore.open(directory, elsewhere);
    }

    /** For all else: a store that is not there is a mistake, but for a dry run. */
    SnapshotStore look() throws IOException {
        return SnapshotStore.lookAt(directory, elsewhere);
    }

    /** @throws IllegalArgumentException if it is not there */
    StoreText there() {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("no snapshot store: " + directory + " is no directory");
        }
        return this;
    }
}
