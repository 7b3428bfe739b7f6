package dev.tidemark.instrument;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A class file, taken apart into its methods, so that only those that change are given to ASM: of 2,000 methods in the hooked
 * classes one in eight carries a hook, and to read and write the others again would be most of the work of a start.
 *
 * <p>Knows of the format how long things are, and nothing else.
 */
final class ClassParts {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    /** Bytes of a constant by its tag, the tag included; for {@link #UTF8} without its text. */
    private static final int[] CONSTANT_BYTES = {0, 3, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5, 3, 3};

    private static final int MEMBER_HEADER = 6;
    private static final int ATTRIBUTE_HEADER = 6;

    private final byte[] bytes;

    /** Where each constant begins. */
    private final int[] constants;

    /** Where the number of methods stands. */
    private final int countAt;

    /** Where each method begins, and at last where the last one ends. */
    private final int[] methods;

    ClassParts(byte[] bytes) {
        this.bytes = bytes;
        constants = new int[u2(8)];
        int at = 10;
        for (int i = 1; i < constants.length; i++) {
            constants[i] = at;
            int tag = bytes[at];
            at += tag == UTF8 ? 3 + u2(at + 1) : CONSTANT_BYTES[tag];
            if (tag == LONG || tag == DOUBLE) {
                i++; // they count as two
            }
        }
        at += 6; // access, this, super
        at += 2 + 2 * u2(at); // interfaces
        int fields = u2(at);
        at += 2;
        for (int i = 0; i < fields; i++) {
            at = behindMember(at);
        }
        countAt = at;
        methods = new int[u2(at) + 1];
        at += 2;
        for (int i = 0; i < methods.length - 1; i++) {
            methods[i] = at;
            at = behindMember(at);
        }
        methods[methods.length - 1] = at;
    }

    int methodCount() {
        return methods.length - 1;
    }

    int access(int method) {
        return u2(methods[method]);
    }

    String name(int method) {
        return text(u2(methods[method] + 2));
    }

    String descriptor(int method) {
        return text(u2(methods[method] + 4));
    }

    /** The class file with these methods only. */
    byte[] only(boolean[] picked) {
        byte[] part = new byte[bytes.length];
        int to = copy(bytes, 0, countAt + 2, part, 0);
        int count = 0;
        for (int i = 0; i < picked.length; i++) {
            if (picked[i]) {
                to = copy(bytes, methods[i], methods[i + 1], part, to);
                count++;
            }
        }
        part[countAt] = (byte) (count >> 8);
        part[countAt + 1] = (byte) count;
        to = copy(bytes, methods[methods.length - 1], bytes.length, part, to);
        return Arrays.copyOf(part, to);
    }

    /**
     * The class file with those methods, and all else, as {@code rewritten} has them, and the other methods as they are here.
     *
     * @param rewritten made of {@link #only} by adding constants behind the others, and with the methods in the same order
     */
    byte[] with(boolean[] picked, byte[] rewritten) {
        ClassParts other = new ClassParts(rewritten);
        byte[] whole = new byte[bytes.length + rewritten.length];
        int to = copy(rewritten, 0, other.countAt, whole, 0);
        to = copy(bytes, countAt, countAt + 2, whole, to);
        int next = 0;
        for (int i = 0; i < picked.length; i++) {
            if (picked[i]) {
                to = copy(rewritten, other.methods[next], other.methods[next + 1], whole, to);
                next++;
            } else {
                to = copy(bytes, methods[i], methods[i + 1], whole, to);
            }
        }
        to = copy(rewritten, other.methods[next], rewritten.length, whole, to);
        return Arrays.copyOf(whole, to);
    }

    private static int copy(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }

    private int behindMember(int member) {
        int attributes = u2(member + MEMBER_HEADER);
        int at = member + MEMBER_HEADER + 2;
        for (int i = 0; i < attributes; i++) {
            at += ATTRIBUTE_HEADER + (u2(at + 2) << 16 | u2(at + 4));
        }
        return at;
    }

    /** The names and descriptors of JDK methods are ASCII. */
    private String text(int constant) {
        int at = constants[constant];
        return new String(bytes, at + 3, u2(at + 1), StandardCharsets.ISO_8859_1);
    }

    private int u2(int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
