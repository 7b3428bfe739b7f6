package dev.tidemark.snapshot;

import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;

/**
 * What to open a file with so that it is created, and that of two who do so at once one is refused.
 *
 * <p>{@code CREATE_NEW} says so. The AWS provider of S3 looks whether the object is there when the file is opened, and writes it when
 * the file is closed: of two who looked before either wrote, both believe that they created it. Its own option makes writing
 * conditional ({@code If-None-Match}), which S3 decides. It is found by name, because the provider is the user's.
 */
final class CreateNew {
    private CreateNew() {}

    /**
     * The options for a file at {@code path}.
     *
     * @throws SnapshotException if it lies in S3, and the provider cannot write on condition
     */
    static Set<OpenOption> options(Path path) throws SnapshotException {
        FileSystemProvider provider = path.getFileSystem().provider();
        String scheme = provider.getScheme();
        if (!scheme.equals("s3") && !scheme.equals("s3x")) {
            return Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
        return Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, ifNoneMatch(provider.getClass()));
    }

    private static OpenOption ifNoneMatch(Class<?> provider) throws SnapshotException {
        try {
            return (OpenOption)
                    Class.forName("software.amazon.nio.spi.s3.S3OpenOption", true, provider.getClassLoader())
                            .getMethod("assumeObjectNotExists")
                            .invoke(null);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new SnapshotException(
                    "a store in S3 needs a provider that creates objects on condition, which " + provider.getName()
                            + " does not: use software.amazon.nio.s3:aws-java-nio-spi-for-s3 2.3.0 or newer",
                    e);
        }
    }
}
