package dev.tidemark.replicate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether the machine was started again in the meantime. What a killed process wrote is in its files as long as it was not; else only what
 * was forced to the disk is sure to be there. Linux knows.
 */
final class BootId {
    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int LENGTH = 36;

    private BootId() {}

    /** Another one after each start of the machine; null if that is not known. */
    static String present() {
        try {
            String id = Files.readString(FILE).strip();
            return id.length() == LENGTH ? id : null;
        } catch (IOException e) {
            return null;
        }
    }
}
