package dev.tidemark.it.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.instrument.scan.VerifiedBuilds;
import dev.tidemark.it.ForkedJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Classes for which the jar has no patch are rewritten when the JVM starts, and carry the same hooks. */
class UnpatchedIT {
    private static final String PATCHES =
            "dev/tidemark/instrument/hooks-" + Runtime.version().feature() + ".patch";

    @Test
    void aReleaseWithoutPatchesHasTheSameHooks() throws IOException {
        assertEquals(started(ForkedJvm.agentJar()), started(agent("no-patches", patches -> null)));
    }

    /** As after an update of the JDK that changed it. */
    @Test
    void aClassWithoutPatchHasTheSameHooks() throws IOException {
        for (String owner : List.of("jdk/internal/misc/ScopedMemoryAccess", "java/nio/HeapByteBuffer")) {
            Path jar = agent("one-class", patches -> {
                String text = new String(patches, StandardCharsets.ISO_8859_1);
                int at = text.indexOf(owner);
                assertTrue(at > 0, owner);
                patches[at + owner.length() + 7]++; // the last byte of the CRC
                return patches;
            });
            assertEquals(started(ForkedJvm.agentJar()), started(jar));
        }
    }

    @BeforeAll
    static void thisBuildHasPatches() {
        assumeTrue(VerifiedBuilds.isVerified(), "this build has none");
    }

    /** What it says of itself when it has started, boot classes verified. */
    private static String started(Path jar) {
        ForkedJvm.Result result = ForkedJvm.withoutAgent()
                .flags("-javaagent:" + jar + "=log=info")
                .flags(ForkedJvm.VERIFY)
                .run("-Xshare:auto", "-Xlog:class+load", "-version")
                .expectSuccess();
        List<String> lines = result.stderr()
                .lines()
                .filter(line -> line.startsWith("tidemark: "))
                .toList();
        assertEquals(1, lines.size(), result::toString);
        assertTrue(lines.get(0).contains(" JDK methods hooked"), result::toString);
        boolean rewrote = result.stdout().contains("dev.tidemark.instrument.HookRewriter ");
        assertEquals(!jar.equals(ForkedJvm.agentJar()), rewrote, result::toString);
        return lines.get(0);
    }

    private static Path agent(String name, UnaryOperator<byte[]> patches) throws IOException {
        return new EditedJar(ForkedJvm.agentJar())
                .edit(PATCHES, patches)
                .write(ForkedJvm.agentJar().resolveSibling("coverage").resolve(name + ".jar"));
    }
}
