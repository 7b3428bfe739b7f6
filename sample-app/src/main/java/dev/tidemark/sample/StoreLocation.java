package dev.tidemark.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Where the snapshot store is, and whether it goes away at the end: one that the user named stays. */
final class StoreLocation implements AutoCloseable {
    private static final int TRIES = 20;
    private static final long PAUSE_NANOS = 20_000_000;

    private final Path directory;
    private final Path temporaryFolder;
    private volatile Runnable beforeTheEnd = () -> {};

    private StoreLocation(Path directory, Path temporaryFolder) {
        this.directory = directory;
        this.temporaryFolder = temporaryFolder;
    }

    /**
     * Finds a place.
     *
     * @param named what the user asked for, or null for a temporary folder
     */
    static StoreLocation of(Path named) throws IOException {
        Path folder = Files.createTempDirectory("tidemark-sample");
        StoreLocation location = new StoreLocation(named == null ? folder.resolve("store") : named, folder);
        // for an end by Ctrl-C
        Runtime.getRuntime().addShutdownHook(new Thread(location::end, "sample-end"));
        return location;
    }

    Path directory() {
        return directory;
    }

    boolean isTemporary() {
        return directory.startsWith(temporaryFolder);
    }

    /** A folder that goes away at the end. */
    Path folder() {
        return temporaryFolder;
    }

    /** Where points are restored to for the checks. */
    Path image() {
        return temporaryFolder.resolve("image");
    }

    @Override
    public void close() throws IOException {
        try {
            delete();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What is to be done before anything is deleted, should the JVM be told to end. */
    void beforeTheEnd(Runnable work) {
        beforeTheEnd = work;
    }

    /** Again if need be: what runs while the JVM ends may make one more file, and ends with the JVM. */
    private void end() {
        beforeTheEnd.run();
        for (int i = 0; i < TRIES && Files.exists(temporaryFolder); i++) {
            try {
                delete();
            } catch (IOException | UncheckedIOException inUse) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** One of the two ways at a time: neither finds that the other has taken a folder away from under it. */
    private synchronized void delete() throws IOException {
        try (Stream<Path> tree = Files.walk(temporaryFolder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(StoreLocation::deleteOne);
        } catch (NoSuchFileException gone) {
            // by the other of the two ways
            return;
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
