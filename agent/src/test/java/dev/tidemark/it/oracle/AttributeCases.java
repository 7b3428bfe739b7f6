package dev.tidemark.it.oracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;

/** Extended file attributes, where the file system has them. */
final class AttributeCases {
    private static final Api READ = Api.of(UserDefinedFileAttributeView.class, "read", String.class, ByteBuffer.class);
    private static final Api WRITE =
            Api.of(UserDefinedFileAttributeView.class, "write", String.class, ByteBuffer.class);

    private AttributeCases() {}

    static List<Case> cases() {
        if (!supported()) {
            System.out.println("no extended attributes in " + System.getProperty("java.io.tmpdir") + ": not exercised");
            return List.of();
        }
        return List.of(
                Case.loose("read", target -> read(target, 300), READ, WRITE),
                Case.loose("read an attribute that just fits", target -> read(target, 200), READ),
                Case.loose("read without room", AttributeCases::readWithoutRoom, READ)
                        .mayWriteNothing(),
                Case.loose("read an attribute that is not there", AttributeCases::readNone, READ)
                        .mayWriteNothing());
    }

    private static void read(Target target, int room) throws Throwable {
        withAttribute(
                target,
                view -> Expect.that(READ.count(view, "oracle", target.window(room)) == 200, "size of the attribute"));
    }

    private static void readWithoutRoom(Target target) throws Throwable {
        withAttribute(
                target, view -> Expect.thrown(() -> READ.call(view, "oracle", target.window(100)), IOException.class));
    }

    private static void readNone(Target target) throws Throwable {
        withAttribute(
                target, view -> Expect.thrown(() -> READ.call(view, "other", target.window(100)), IOException.class));
    }

    private interface Use {
        void of(UserDefinedFileAttributeView view) throws Throwable;
    }

    private static void withAttribute(Target target, Use use) throws Throwable {
        Path file = Files.createTempFile("oracle", ".attributes");
        try {
            UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
            WRITE.call(view, "oracle", ByteBuffer.wrap(target.noise(200)));
            use.of(view);
        } finally {
            Files.delete(file);
        }
    }

    private static boolean supported() {
        try {
            Path file = Files.createTempFile("oracle", ".attributes");
            try {
                UserDefinedFileAttributeView view =
                        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
                return view != null && view.write("oracle", ByteBuffer.allocate(8)) == 8;
            } catch (IOException e) {
                return false;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
