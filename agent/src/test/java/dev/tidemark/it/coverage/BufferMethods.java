package dev.tidemark.it.coverage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The closed list as data: the resource {@code coverage/buffer-methods.txt}. Its headings are
 *
 * <pre>
 *   written by row N, oracle GROUP: name            hooks of those rows see it, cases of those groups call it
 *   written by row N, through SIGNATURE: name       it is part of another method, which the oracle calls
 *   written by row N, not run (needs that): name    no test calls it, and why
 *   KIND: reason                                    it writes no memory of a region
 * </pre>
 */
public final class BufferMethods {
    private static final String RESOURCE = "/coverage/buffer-methods.txt";
    private static final Pattern WRITTEN =
            Pattern.compile("written by rows? ([0-9 ]+), (?:oracle ([A-Z ]+)|through (\\S+)|not run \\((.+)\\)): .+");
    private static final Set<String> HARMLESS = Set.of(
            "reads", "state", "views", "creates", "wraps", "maps", "hands out", "tells", "frees", "system", "native");

    private BufferMethods() {}

    /**
     * A method.
     *
     * @param signature such as {@code java.nio.ByteBuffer.putLong(IJ)}
     * @param release the one release that has it, or 0
     */
    public record Method(String signature, int release, Section section) {
        /** Whether a JDK feature release has it. */
        public boolean isIn(int jdk) {
            return release == 0 || release == jdk;
        }
    }

    /**
     * A heading, taken apart.
     *
     * @param rows of the hook table; empty if it writes nothing
     * @param groups of the oracle; empty if none calls it
     * @param through the signature of the method that it is part of, or null
     * @param obstacle what a test would need, or null
     */
    public record Section(String heading, List<Integer> rows, Set<String> groups, String through, String obstacle) {
        /** Whether the methods below it write. */
        public boolean isWritten() {
            return !rows.isEmpty();
        }

        /** The words after the colon. */
        public String name() {
            int signature = through == null ? 0 : heading.indexOf(through) + through.length();
            return heading.substring(heading.indexOf(": ", signature) + 2);
        }

        /** Takes a heading apart; one of no known kind fails. */
        public static Section of(String heading) {
            Matcher written = WRITTEN.matcher(heading);
            if (written.matches()) {
                List<Integer> rows = new ArrayList<>();
                for (String row : written.group(1).split(" ")) {
                    rows.add(Integer.valueOf(row));
                }
                Set<String> groups = written.group(2) == null
                        ? Set.of()
                        : Set.of(written.group(2).split(" "));
                return new Section(heading, rows, groups, written.group(3), written.group(4));
            }
            if (!HARMLESS.contains(heading.replaceFirst(": .*", ""))) {
                throw new AssertionError("a heading of no known kind in " + RESOURCE + ": " + heading);
            }
            return new Section(heading, List.of(), Set.of(), null, null);
        }
    }

    /** Ways to write that are no method of a buffer or segment: the resource {@code coverage/other-paths.txt}. */
    public static List<Section> otherPaths() {
        return lines("/coverage/other-paths.txt").stream().map(Section::of).toList();
    }

    /** All methods, in the order of the file. A signature that is there twice fails. */
    public static List<Method> all() {
        List<Method> methods = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        Section section = null;
        String type = null;
        for (String line : lines(RESOURCE)) {
            if (line.startsWith("\t\t")) {
                String[] words = line.substring(2).split(" ");
                String signature = type + "." + words[words.length - 1];
                methods.add(new Method(signature, words.length == 1 ? 0 : Integer.parseInt(words[0]), section));
                if (!seen.add(signature)) {
                    throw new AssertionError("twice in " + RESOURCE + ": " + signature);
                }
            } else if (line.startsWith("\t")) {
                type = line.substring(1);
            } else {
                section = Section.of(line);
            }
        }
        return methods;
    }

    /** Without comments and empty lines. */
    private static List<String> lines(String resource) {
        try (InputStream in = BufferMethods.class.getResourceAsStream(resource)) {
            List<String> lines = new ArrayList<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(lines::add);
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
