package dev.tidemark.bench.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where something was measured.
 *
 * @param java feature version, {@code 17}
 * @param jvm name and version
 * @param processor as the system calls it
 * @param cores that the JVM may use
 * @param memoryGiB of the machine, rounded
 * @param system name, version, architecture
 */
public record Facts(int java, String jvm, String processor, int cores, long memoryGiB, String system) {
    /** Prints the facts of the JVM it runs in: the fork asks itself. */
    public static void main(String[] args) throws IOException {
        System.out.println(new Gson().toJson(here()));
    }

    static Facts here() throws IOException {
        return new Facts(
                Runtime.version().feature(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                value("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Math.round(kib(value("/proc/meminfo", "MemTotal", "0 kB")) / (1024.0 * 1024.0)),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
    }

    /** One line for the reader. */
    String text() {
        return jvm + ", " + cores + " cores (" + processor + "), " + memoryGiB + " GiB, " + system;
    }

    private static long kib(String text) {
        return Long.parseLong(text.replaceAll("\\D", ""));
    }

    /** The value after the colon of the first line that starts with {@code key}. */
    private static String value(String file, String key, String otherwise) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return otherwise;
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        }
    }
}
