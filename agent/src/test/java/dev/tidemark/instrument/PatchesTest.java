package dev.tidemark.instrument;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tidemark.instrument.scan.VerifiedBuilds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The patches in the jar give what the rewriter gives, on the JDK at hand; {@link PatchesIT} looks at the other one. After a change
 * of the hooks, on each JDK: {@code mvn -pl agent verify -Dunit.skip=true -Dit.test=PatchesIT -Dtidemark.patches=write}, with
 * {@code -Dit.java=…} for the second.
 */
class PatchesTest {
    private static final int JDK = Runtime.version().feature();
    private static final Path RESOURCES = Path.of("src/main/resources/dev/tidemark/instrument");

    @Test
    void everyPatchIsWhatTheRewriterMakes() throws IOException {
        Map<String, List<Hook>> byClass = HookTable.byClass(JDK);
        PatchWriter writer = new PatchWriter();
        byClass.forEach((owner, hooks) -> writer.add(owner, JdkClass.bytes(owner), rewritten(owner, hooks)));
        if ("write".equals(System.getProperty("tidemark.patches"))) {
            Files.write(RESOURCES.resolve(Patches.name(JDK)), writer.file());
            fail("written: " + writer.file().length + " bytes; now build and test again");
        }
        Patches patches = inTheJar();
        if (patches == null || !VerifiedBuilds.isVerified()) {
            System.out.println("this build has no patches of its own: " + VerifiedBuilds.running());
            return;
        }
        assertEquals(new ArrayList<>(byClass.keySet()), new ArrayList<>(patches.owners()));
        Set<String> stale = new LinkedHashSet<>();
        byClass.forEach((owner, hooks) -> {
            ClassRewriter.Result expected = rewritten(owner, hooks);
            ClassRewriter.Result patched = patches.apply(owner, JdkClass.bytes(owner));
            if (patched == null
                    || patched.matched() != expected.matched()
                    || !Arrays.equals(expected.bytes(), patched.bytes())) {
                stale.add(owner);
            }
        });
        assertEquals(Set.of(), stale, "write them again, see this class's documentation");
    }

    /** On any build: whatever is in the jar gives what the rewriter gives, or nothing. */
    @Test
    void aClassFileWithOneOtherBitHasNoPatch() throws IOException {
        PatchWriter writer = new PatchWriter();
        byte[] bytes = JdkClass.bytes(HookTable.HEAP_BUFFER);
        ClassRewriter.Result expected =
                rewritten(HookTable.HEAP_BUFFER, HookTable.byClass(JDK).get(HookTable.HEAP_BUFFER));
        writer.add(HookTable.HEAP_BUFFER, bytes, expected);
        Patches patches = new Patches(writer.file());
        assertArrayEquals(
                expected.bytes(), patches.apply(HookTable.HEAP_BUFFER, bytes).bytes());
        for (int bit = 0; bit < bytes.length * 8; bit += 7) {
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertNull(patches.apply(HookTable.HEAP_BUFFER, bytes), "bit " + bit);
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
        assertNotNull(patches.apply(HookTable.HEAP_BUFFER, bytes));
    }

    @Test
    void anyTwoFilesCanBePatched() {
        long seed = Long.getLong("tidemark.seed", new Random().nextLong());
        System.out.println("patches: replay with -Dtidemark.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] original = new byte[1 + random.nextInt(400)];
            random.nextBytes(original);
            byte[] rewritten = random.nextInt(10) == 0 ? original.clone() : edited(original, random);
            PatchWriter writer = new PatchWriter();
            writer.add("a/A", new byte[1], new ClassRewriter.Result(new byte[2], 1));
            writer.add("b/B", original, new ClassRewriter.Result(rewritten, 7));
            Patches patches = new Patches(writer.file());
            assertEquals(List.of("a/A", "b/B"), new ArrayList<>(patches.owners()));
            ClassRewriter.Result result = patches.apply("b/B", original);
            assertArrayEquals(rewritten, result.bytes());
            assertEquals(7, result.matched());
        }
    }

    /** Pieces of the original in any order, and bytes that are not in it. */
    private static byte[] edited(byte[] original, Random random) {
        byte[] edited = new byte[random.nextInt(600)];
        random.nextBytes(edited);
        for (int pieces = random.nextInt(6); pieces > 0; pieces--) {
            int length = random.nextInt(Math.min(original.length, edited.length) + 1);
            int from = random.nextInt(original.length - length + 1);
            System.arraycopy(original, from, edited, random.nextInt(edited.length - length + 1), length);
        }
        return edited;
    }

    private static ClassRewriter.Result rewritten(String owner, List<Hook> hooks) {
        List<String> failures = new ArrayList<>();
        ClassRewriter.Result result = ClassRewriter.rewrite(JdkClass.bytes(owner), hooks, true, failures);
        assertEquals(List.of(), failures);
        return result;
    }

    private static Patches inTheJar() throws IOException {
        try (InputStream in = Patches.class.getResourceAsStream(Patches.name(JDK))) {
            return in == null ? null : new Patches(in.readAllBytes());
        }
    }
}
