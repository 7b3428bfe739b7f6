package dev.tidemark.it.replicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.cli.Main;
import dev.tidemark.it.ForkedJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code replicate} and {@code replica}, between processes. */
class ReplicateCommandIT {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void regionOfARunningJvmIsMoved() throws Exception {
        Path image = directory.resolve("image");
        String endpoint = "unix:" + directory.resolve("socket");
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off").start(RegisteredProgram.class)) {
            guest.awaitLine("ready");
            String pid = String.valueOf(guest.pid());
            ForkedJvm.Result wrong = command("replicate", pid, "edge", "--to", "nowhere");
            assertEquals(2, wrong.exitCode(), wrong::toString);
            ForkedJvm.Result unknown = command("replicate", pid, "ram", "--to", endpoint);
            assertEquals(1, unknown.exitCode(), unknown::toString);
            assertTrue(unknown.stderr().contains("regions: edge"), unknown::toString);
            ForkedJvm.Result alone = command("replicate", pid, "edge", "--to", endpoint);
            assertEquals(1, alone.exitCode(), alone::toString);
            assertTrue(alone.stderr().contains("cannot reach a replica"), alone::toString);

            CompletableFuture<Integer> replica = CompletableFuture.supplyAsync(() -> Main.run(
                    new String[] {"replica", "--listen", endpoint, "--into", image.toString()},
                    new PrintStream(new ByteArrayOutputStream()),
                    new PrintStream(err, true)));
            while (!err.toString().contains("listening at")) {
                assertTrue(!replica.isDone(), err::toString);
                Thread.sleep(10);
            }
            ForkedJvm.Result moved =
                    command("replicate", pid, "edge", "--to", endpoint, "--downtime", "500", "--force", "--json");
            assertEquals(0, moved.exitCode(), moved::toString);
            assertTrue(moved.stdout().contains("\"confirmed\": true"), moved::toString);
            assertEquals(0, replica.get(2, TimeUnit.MINUTES), err::toString);

            byte[] there = Files.readAllBytes(image);
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(there));
            assertEquals("stopped " + sum, guest.awaitLine("stopped"));
            EdgeGuest.edges(ByteBuffer.wrap(there));
            ForkedJvm.Result look = command("replica", "--into", image.toString());
            assertTrue(look.stdout().contains("holds epoch 1 of region 'edge'"), look::toString);
        }
    }

    private static ForkedJvm.Result command(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-jar";
        all[1] = ForkedJvm.agentJar().toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return ForkedJvm.withoutAgent().flags("-Xmx64m").run(all);
    }
}
