package dev.tidemark.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM that benchmarks are to run on, which need not be this one. */
public final class Jvm {
    private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");

    private Jvm() {}

    /** The java program of this JVM. */
    public static Path own() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * The feature release, 17 for 17.0.15. Starts the JVM.
     *
     * @throws IllegalStateException if that is no java program
     */
    public static int feature(Path java) {
        try {
            Process process = new ProcessBuilder(java.toString(), "-version")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(output);
            if (version.find()) {
                return Integer.parseInt(version.group(1));
            }
            throw new IllegalStateException("-jvm " + java + " does not tell its version");
        } catch (IOException e) {
            throw new IllegalStateException("-jvm " + java + " does not start: " + e.getMessage(), e);
        }
    }
}
