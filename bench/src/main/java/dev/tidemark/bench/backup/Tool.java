package dev.tidemark.bench.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A program that keeps versions of a file. */
record Tool(String name, List<List<String>> start, List<List<String>> step) {
    /** HOME is where it may keep things, IMAGE and BEFORE are this image and the one before, N counts from 0. */
    static final List<Tool> ALL = List.of(
            tool(
                    "restic",
                    List.of("restic init -r HOME/repo --no-cache"),
                    List.of("restic backup -r HOME/repo --no-cache IMAGE")),
            tool(
                    "borg, no compression",
                    List.of("borg init -e none HOME/repo"),
                    List.of("borg create --compression none HOME/repo::N IMAGE")),
            tool(
                    "borg, zstd 3",
                    List.of("borg init -e none HOME/repo"),
                    List.of("borg create --compression zstd,3 HOME/repo::N IMAGE")),
            tool(
                    "zstd -3 --patch-from",
                    List.of(),
                    List.of("zstd -q -3 --long=28 --patch-from=BEFORE IMAGE -o HOME/N.zst")));

    private static Tool tool(String name, List<String> start, List<String> step) {
        return new Tool(name, split(start), split(step));
    }

    private static List<List<String>> split(List<String> commands) {
        return commands.stream().map(each -> List.of(each.split(" "))).toList();
    }

    boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, step.get(0).get(0))));
    }

    void run(List<List<String>> commands, Path home, Path image, Path before, int n)
            throws IOException, InterruptedException {
        for (List<String> command : commands) {
            List<String> words = new ArrayList<>();
            for (String word : command) {
                words.add(word.replace("HOME", home.toString())
                        .replace("IMAGE", image.toString())
                        .replace("BEFORE", before.toString())
                        .replaceAll("\\bN\\b", String.valueOf(n)));
            }
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log").toFile());
            builder.environment()
                    .putAll(Map.of(
                            "RESTIC_PASSWORD", "none",
                            "HOME", home.toString(),
                            "BORG_BASE_DIR", home.resolve("base").toString()));
            if (builder.start().waitFor() != 0) {
                throw new IOException(name + " failed: " + Files.readString(home.resolve("log")));
            }
        }
    }
}
