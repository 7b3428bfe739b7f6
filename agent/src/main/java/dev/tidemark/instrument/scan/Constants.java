package dev.tidemark.instrument.scan;

import java.nio.charset.StandardCharsets;

/** A look at a class file's constants, to spare most classes the parser. */
final class Constants {
    private static final int FIRST = 10;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int METHOD_HANDLE = 15;

    /** Bytes of each constant kind, its tag included; 0 for a kind that does not exist. */
    private static final int[] SIZES = {0, 0, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5, 3, 3};

    /** Parts of names of the classes whose methods and fields {@link Findings} looks for. */
    private static final byte[][] PARTS = {
        ascii("misc/Unsafe"),
        ascii("java/nio/"),
        ascii("nio/ch/DirectBuffer"),
        ascii("ScopedMemoryAccess"),
        ascii("JavaNioAccess"),
        ascii("VectorSupport"),
        ascii("foreign/")
    };

    private Constants() {}

    /** Whether any constant names a class that matters. {@code file} starts with a class file and may be longer. */
    static boolean areOfInterest(byte[] file) {
        int count = unsigned(file, FIRST - 2);
        int at = FIRST;
        for (int i = 1; i < count; i++) {
            int tag = file[at];
            if (tag == UTF8) {
                int length = unsigned(file, at + 1);
                at += 3;
                if (isOfInterest(file, at, at + length)) {
                    return true;
                }
                at += length;
            } else {
                if (tag < 0 || tag >= SIZES.length || SIZES[tag] == 0) {
                    throw new IllegalArgumentException("constant of unknown kind " + tag);
                }
                at += SIZES[tag];
                if (tag == LONG || tag == DOUBLE) {
                    i++;
                }
            }
        }
        return false;
    }

    private static boolean isOfInterest(byte[] file, int start, int end) {
        for (byte[] part : PARTS) {
            byte first = part[0];
            for (int at = start; at <= end - part.length; at++) {
                if (file[at] == first && matches(file, at, part)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean matches(byte[] file, int at, byte[] part) {
        for (int i = 1; i < part.length; i++) {
            if (file[at + i] != part[i]) {
                return false;
            }
        }
        return true;
    }

    private static int unsigned(byte[] file, int at) {
        return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
