package dev.tidemark.it.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.instrument.scan.VerifiedBuilds;
import dev.tidemark.it.ForkedJvm;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The agent on a JDK build that it does not know: a copy of the jar that forgot this one. */
class UnknownBuildIT {
    private static final String SCAN = "dev/tidemark/instrument/scan/";
    private static final String LIST = SCAN + "known-" + Runtime.version().feature() + ".txt";
    private static final String TEST_CLASSES = Path.of(URI.create(UnknownBuildProgram.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()))
            .toString();

    /** A line of the list that is the same in every release. */
    private static final String KNOWN = "\t\tarray() array()\n";

    @Test
    void aBuildWithoutNewPathsEndsUpComplete() throws IOException {
        ForkedJvm.Result result = run(agent("known-paths", UnaryOperator.identity()), "COMPLETE");
        assertEquals("", result.stderr());
        assertTrue(result.stdout().contains("afterwards COMPLETE"), result::toString);
    }

    @Test
    void aNewPathIsNamedOnceAndCoverageStaysIncomplete() throws IOException {
        Path jar = agent("new-path", list -> {
            String text = new String(list, StandardCharsets.UTF_8);
            assertTrue(text.contains(KNOWN));
            return text.replace(KNOWN, "").getBytes(StandardCharsets.UTF_8);
        });
        String warning = warning(run(jar, "HOOKS_INCOMPLETE"));
        assertTrue(warning.contains(" 1 place in it that may write buffers is not known: "), warning);
        assertTrue(warning.contains("java.nio.ByteBuffer.array() array()"), warning);
    }

    @Test
    void aReleaseWithoutListIsNamedOnceAndCoverageStaysIncomplete() throws IOException {
        String warning = warning(run(agent("no-list", list -> null), "HOOKS_INCOMPLETE"));
        assertTrue(
                warning.endsWith("was not verified, and this agent has no list of the write paths of JDK "
                        + Runtime.version().feature() + "; coverage stays HOOKS_INCOMPLETE, see docs/COVERAGE.md"),
                warning);
    }

    /** A verified build never scans; the program fails if it finds a region incomplete. */
    @Test
    void aVerifiedBuildIsCompleteAtOnce() {
        assumeTrue(VerifiedBuilds.isVerified(), "this build is not");
        ForkedJvm.Result result = run(ForkedJvm.agentJar(), "COMPLETE");
        assertEquals("", result.stderr());
        assertEquals(List.of("afterwards COMPLETE "), result.stdout().lines().toList());
    }

    private static String warning(ForkedJvm.Result result) {
        List<String> lines = new ArrayList<>(result.errorLines());
        lines.removeIf(line -> line.startsWith("WARNING: ")); // the JDK's, of Unsafe in the program
        assertEquals(1, lines.size(), result::toString);
        String build = "tidemark: JDK build " + Runtime.version();
        assertTrue(lines.get(0).startsWith(build), result::toString);
        return lines.get(0);
    }

    private static ForkedJvm.Result run(Path jar, String coverage) {
        return ForkedJvm.withoutAgent()
                .flags("-javaagent:" + jar + "=min=off", "-Xmx128m")
                .flags("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED")
                .run("-cp", TEST_CLASSES, UnknownBuildProgram.class.getName(), coverage) // the jar at hand alone
                .expectSuccess();
    }

    /** A jar that takes no build for verified, with another list for this release. */
    private static Path agent(String name, UnaryOperator<byte[]> list) throws IOException {
        return new EditedJar(ForkedJvm.agentJar())
                .edit(SCAN + "VerifiedBuilds.class", UnknownBuildIT::withoutBuilds)
                .edit(LIST, list)
                .write(ForkedJvm.agentJar().resolveSibling("coverage").resolve(name + ".jar"));
    }

    private static byte[] withoutBuilds(byte[] type) {
        boolean[] changed = {false};
        ClassWriter writer = new ClassWriter(0);
        ClassVisitor visitor = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                if (!name.equals("isVerified")) {
                    return next;
                }
                changed[0] = true;
                next.visitCode();
                next.visitInsn(Opcodes.ICONST_0);
                next.visitInsn(Opcodes.IRETURN);
                next.visitMaxs(1, 0);
                next.visitEnd();
                return new MethodVisitor(Opcodes.ASM9) {};
            }
        };
        new ClassReader(type).accept(visitor, 0);
        assertTrue(changed[0]);
        return writer.toByteArray();
    }
}
