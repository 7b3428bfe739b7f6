package dev.tidemark.instrument.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a feature release: every finding of {@link JdkScan}, with the reason why it is no store that goes unseen. One
 * list per release, a resource of this package:
 *
 * <pre>
 *   reason
 *   (tab) class
 *   (tab)(tab) method(parameters) what, what
 * </pre>
 */
public final class KnownFindings {
    private KnownFindings() {}

    /**
     * The reason of each finding, or null if the release has no list.
     *
     * @throws IOException if the list cannot be read
     */
    public static SortedMap<String, String> of(int feature) throws IOException {
        try (InputStream in = KnownFindings.class.getResourceAsStream("known-" + feature + ".txt")) {
            return in == null ? null : read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        }
    }

    private static SortedMap<String, String> read(BufferedReader in) throws IOException {
        SortedMap<String, String> known = new TreeMap<>();
        String reason = null;
        String type = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("\t\t")) {
                int space = line.indexOf(' ');
                for (String what : line.substring(space + 1).split(", ")) {
                    known.put(type + "." + line.substring(2, space) + " " + what, reason);
                }
            } else if (line.startsWith("\t")) {
                type = line.substring(1);
            } else {
                reason = line;
            }
        }
        return known;
    }
}
