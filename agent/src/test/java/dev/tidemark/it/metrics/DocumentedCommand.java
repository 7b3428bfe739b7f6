package dev.tidemark.it.metrics;

import dev.tidemark.it.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The command lines of {@code docs/OPERATING.md} that start a JVM with a second agent, so that tests run what users read. */
final class DocumentedCommand {
    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();

    private DocumentedCommand() {}

    /** A file of the metrics' documentation. */
    static Path file(String name) {
        return DOCS.resolve("metrics").resolve(name);
    }

    /** What stands between {@code java} and the program, without our own agent, and with another port. */
    static String[] exporter(int port) throws IOException {
        return flags("jmx_prometheus_javaagent")
                .map(flag -> flag.replace(":9404:", ":" + port + ":")
                        .replace(
                                "jmx_prometheus_javaagent.jar",
                                ForkedJvm.library("jmx_prometheus_javaagent").toString())
                        .replace("jmx-exporter.yml", file("jmx-exporter.yml").toString()))
                .toArray(String[]::new);
    }

    /** As {@link #exporter}. */
    static String[] jolokia(int port) throws IOException {
        return flags("jolokia-agent-jvm")
                .map(flag -> flag.replace("port=8778", "port=" + port)
                        .replace(
                                "jolokia-agent-jvm-javaagent.jar",
                                ForkedJvm.library("jolokia-agent-jvm").toString()))
                .toArray(String[]::new);
    }

    private static Stream<String> flags(String agent) throws IOException {
        List<String> lines = Files.readAllLines(DOCS.resolve("OPERATING.md")).stream()
                .filter(line -> line.startsWith("java ") && line.contains(agent))
                .toList();
        if (lines.size() != 1 || !lines.get(0).endsWith(" ...")) {
            throw new AssertionError("one command 'java ... " + agent + " ... ...' is wanted: " + lines);
        }
        return Stream.of(lines.get(0).split(" "))
                .filter(word -> word.startsWith("-") && !word.equals("-javaagent:tidemark-agent.jar"));
    }
}
