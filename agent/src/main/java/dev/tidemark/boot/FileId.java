package dev.tidemark.boot;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import jdk.internal.misc.Unsafe;

/**
 * A file, whatever its names: hard links and symbolic links lead to the same one.
 *
 * @param device number of the device
 * @param node number of the file on the device
 */
public record FileId(long device, long node) {
    private static final Unsafe U = Unsafe.getUnsafe();

    /** The file that a descriptor is open on; null if it is closed. Costs a system call. */
    static FileId of(FileDescriptor open) {
        try {
            return ofKey(FileInternals.key(open));
        } catch (IOException e) {
            return null;
        }
    }

    /** The file that a path leads to; null if there is none. */
    static FileId of(Path path) {
        try {
            return ofKey(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    /** The JDK has two classes of keys, with the same fields on every Unix. */
    private static FileId ofKey(Object key) {
        return key == null ? null : new FileId(field(key, "st_dev"), field(key, "st_ino"));
    }

    private static long field(Object key, String name) {
        return U.getLong(key, U.objectFieldOffset(key.getClass(), name));
    }
}
