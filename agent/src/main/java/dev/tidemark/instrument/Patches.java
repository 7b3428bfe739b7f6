package dev.tidemark.instrument;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * What the rewriter made of the class files of a known JDK build, kept in the agent's jar as differences, one file per feature
 * release. To rewrite a class file at start is a hundred times as much work as to copy it with some changes, most of it for code
 * that no JIT has seen yet.
 *
 * <p>A patch is taken for a class file of the same length and the same two checksums as the one that it was made of, and for no
 * other: an update of the JDK changes few of these classes, and each that differs is rewritten. A test compares every patch with
 * what the rewriter makes of the class on the JDK at hand, and writes the file anew when asked to.
 *
 * <p>The file, numbers with the highest byte first:
 *
 * <table>
 * <caption>Once per class file</caption>
 * <tr><td>u2, bytes</td><td>length of the class's internal name, and the name in ASCII</td></tr>
 * <tr><td>u4, u4, u4</td><td>length, CRC32 and Adler32 of the class file</td></tr>
 * <tr><td>u2</td><td>number of methods with hooks</td></tr>
 * <tr><td>u4</td><td>length of the rewritten class file</td></tr>
 * <tr><td>u4</td><td>bytes of all steps that follow</td></tr>
 * <tr><td>u4, u4, u4, bytes</td><td>a step: copy from here in the class file, so many bytes; then add so many, which follow</td></tr>
 * </table>
 */
final class Patches {
    private static final int STEP_HEADER = 12;

    private final byte[] bytes;

    /** Where the length of the class file stands, by internal name. */
    private final Map<String, Integer> starts = new LinkedHashMap<>();

    Patches(byte[] file) {
        bytes = file;
        int at = 0;
        while (at < file.length) {
            int length = u2(at);
            starts.put(new String(file, at + 2, length, StandardCharsets.ISO_8859_1), at + 2 + length);
            at += 2 + length;
            at += 22 + u4(at + 18);
        }
    }

    /** Those for a feature release of the JDK; null if there are none. */
    static Patches forJdk(int jdk, AgentJar jar) throws IOException {
        byte[] file = jar.read(Patches.class.getPackageName().replace('.', '/') + "/" + name(jdk));
        return file == null ? null : new Patches(file);
    }

    /** The file's name. */
    static String name(int jdk) {
        return "hooks-" + jdk + ".patch";
    }

    /** All classes with hooks, by internal name, in the order of the hook table. */
    Set<String> owners() {
        return starts.keySet();
    }

    /** The class file with its hooks; null if it is not the one that the patch was made of. */
    ClassRewriter.Result apply(String owner, byte[] original) {
        int at = starts.get(owner);
        if (u4(at) != original.length || u4(at + 4) != crc(original) || u4(at + 8) != adler(original)) {
            return null;
        }
        byte[] result = new byte[u4(at + 14)];
        int step = at + 22;
        int to = 0;
        while (to < result.length) {
            int copied = u4(step + 4);
            int added = u4(step + 8);
            System.arraycopy(original, u4(step), result, to, copied);
            System.arraycopy(bytes, step + STEP_HEADER, result, to + copied, added);
            to += copied + added;
            step += STEP_HEADER + added;
        }
        return new ClassRewriter.Result(result, u2(at + 12));
    }

    static int crc(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    static int adler(byte[] bytes) {
        Adler32 sum = new Adler32();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private int u2(int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private int u4(int at) {
        return u2(at) << 16 | u2(at + 2);
    }
}
