package dev.tidemark.instrument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** Class files of the running JDK, of whatever module it has, whether the tests' JVM uses that or not. */
final class JdkClass {
    private static final FileSystem IMAGE = FileSystems.getFileSystem(URI.create("jrt:/"));

    private JdkClass() {}

    /** Whether the JDK has the class. */
    static boolean isThere(String internalName) {
        return find(internalName) != null;
    }

    static byte[] bytes(String internalName) {
        Path file = find(internalName);
        if (file == null) {
            throw new AssertionError("no class file of " + internalName);
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path find(String internalName) {
        String packageName =
                internalName.substring(0, internalName.lastIndexOf('/')).replace('/', '.');
        Path modules = IMAGE.getPath("packages", packageName);
        if (!Files.isDirectory(modules)) {
            return null;
        }
        try (DirectoryStream<Path> each = Files.newDirectoryStream(modules)) {
            for (Path module : each) {
                Path file = IMAGE.getPath("modules", module.getFileName().toString(), internalName + ".class");
                if (Files.exists(file)) {
                    return file;
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
