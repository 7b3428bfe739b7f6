package dev.tidemark.sample;

import dev.tidemark.sample.image.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the image is, and whether it goes away at the end: one that the user named stays. */
final class ImageLocation implements AutoCloseable {
    private final Path image;
    private final Path temporaryFolder;

    private ImageLocation(Path image, Path temporaryFolder) {
        this.image = image;
        this.temporaryFolder = temporaryFolder;
    }

    /**
     * Finds a place.
     *
     * @param named what the user asked for, or null for a temporary file
     */
    static ImageLocation of(Path named) throws IOException {
        if (named != null) {
            return new ImageLocation(named, null);
        }
        Path folder = Files.createTempDirectory("tidemark-sample");
        Path image = folder.resolve("image");
        // In this order, because they are deleted in the opposite one: for an end by Ctrl-C.
        folder.toFile().deleteOnExit();
        image.toFile().deleteOnExit();
        StateFile.of(image).toFile().deleteOnExit();
        return new ImageLocation(image, folder);
    }

    Path image() {
        return image;
    }

    @Override
    public void close() throws IOException {
        if (temporaryFolder != null) {
            Files.deleteIfExists(StateFile.of(image));
            Files.deleteIfExists(image);
            Files.deleteIfExists(temporaryFolder);
        }
    }
}
