package dev.tidemark.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.Jdk22;
import dev.tidemark.bench.Jvm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tiny run of a peer of each kind, with the finished jars: its pages are checked by the fork. The numbers mean nothing. */
class PeersIT {
    private static final Path JAVA = Path.of(System.getProperty("it.java"));

    @TempDir
    Path directory;

    @Test
    void tidemarkFindsWhatWasWritten() throws Exception {
        assertResults(run(0, PeerKind.TIDEMARK, "DIRECT", true));
        assertResults(run(0, PeerKind.TIDEMARK, "HEAP", true));
    }

    @Test
    void withoutTheAgentTidemarkIsNoPeer() throws Exception {
        List<String> lines = run(1, PeerKind.TIDEMARK, "DIRECT", false);

        assertTrue(lines.get(0).contains("NoClassDefFoundError: dev/tidemark/Tidemark"), lines::toString);
    }

    @Test
    void othersRunWithoutTheAgent() throws Exception {
        assertResults(run(0, PeerKind.ROARING, "DIRECT", false));
    }

    @Test
    void theKernelFindsWhatWasWrittenOrSaysWhyItCannot() throws Exception {
        List<String> lines = run(0, PeerKind.KERNEL, "DIRECT", false);

        System.out.println("PeersIT: " + lines);
        if (lines.size() == 1) {
            assertTrue(lines.get(0).startsWith(PeerFork.UNAVAILABLE), lines::toString);
        } else {
            assertTrue(Jvm.feature(JAVA) >= Jdk22.FEATURE);
            assertResults(lines);
        }
    }

    private static void assertResults(List<String> lines) {
        assertEquals(
                List.of("0", "10", "100"),
                lines.stream().map(line -> PeerResult.parse(line).percent()).toList());
    }

    private List<String> run(int exitCode, PeerKind peer, String kind, boolean agent) throws Exception {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-Xmx128m"));
        if (agent) {
            command.add("-javaagent:" + System.getProperty("it.agent") + "=min=off");
        }
        if (Jvm.feature(JAVA) >= Jdk22.FEATURE) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("it.jar"), PeerFork.class.getName()));
        command.addAll(List.of(peer.name(), kind, "4194304", "5", "0", "10", "100"));
        File output = directory.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertTrue(process.waitFor(10, TimeUnit.MINUTES), () -> "still running: " + command);
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output.toPath());
        assertEquals(exitCode, process.exitValue(), lines::toString);
        return lines;
    }
}
