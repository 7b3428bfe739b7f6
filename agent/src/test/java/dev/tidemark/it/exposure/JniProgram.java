package dev.tidemark.it.exposure;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import dev.tidemark.Coverage;
import dev.tidemark.it.RawMemory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Programs of {@link JniIT}; the first argument says which. Exit code 0 if all was as it should be. */
public final class JniProgram {
    private static final int SIZE = 512 << 10;
    private static final int TEXT = 3000;
    private static final int ROUNDS = 5;

    /** A frame with four bytes in it, as they are. */
    private static final byte[] COMPRESSED = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x20, 4, 0x21, 0, 0, 1, 2, 3, 4};

    private final Random random;

    private JniProgram(long seed) {
        random = new Random(seed);
    }

    /** Runs the program that the first argument names, with the seed that is the second. */
    public static void main(String[] arguments) throws Exception {
        JniProgram program = new JniProgram(Long.parseLong(arguments[1]));
        switch (arguments[0]) {
            case "linked" -> program.linked();
            case "linker" -> program.linker();
            case "later" -> program.later();
            case "registered" -> program.registered();
            case "refused" -> program.refused();
            case "refusedLater" -> program.refusedLater();
            case "attached" -> program.attached("older than the agent");
            case "attachedLinker" -> program.attached("before the agent started");
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println(arguments[0] + ": " + Watched.counts());
        if (Watched.pagesOver() != 0) {
            throw new AssertionError("over-marked");
        }
    }

    /** A library that exports its native methods by name. */
    private void linked() {
        try (Watched direct = new Watched("direct", ByteBuffer.allocateDirect(SIZE));
                Watched heap = new Watched("heap", ByteBuffer.allocate(SIZE));
                Watched other = new Watched("other", ByteBuffer.allocateDirect(SIZE))) {
            direct.expect(Coverage.COMPLETE);
            heap.expect(Coverage.COMPLETE);
            for (int i = 0; i < ROUNDS; i++) {
                compress(direct);
                direct.expect(Coverage.NATIVE_EXPOSED, "native method com.github.luben.zstd.");
                direct.expectExact();
            }
            other.expect(Coverage.NATIVE_EXPOSED, "native method com.github.luben.zstd.");
            other.expectUntouched();
            decompressAt(other);
            other.expectExact();

            heap.expect(Coverage.COMPLETE);
            heap.expectUntouched();
            for (int i = 0; i < ROUNDS; i++) {
                byte[] text = text();
                int at = random.nextInt(SIZE / 2);
                Zstd.compressByteArray(heap.buffer().array(), at, SIZE / 2, text, 0, TEXT, 3);
                heap.expect(Coverage.ARRAY_ESCAPED, "array()");
                heap.expectExact();
            }
        }
        try (Watched direct = new Watched("direct, later", ByteBuffer.allocateDirect(SIZE));
                Watched heap = new Watched("heap, later", ByteBuffer.allocate(SIZE))) {
            direct.expect(Coverage.NATIVE_EXPOSED, "native method");
            compress(direct);
            direct.expectExact();
            heap.expect(Coverage.COMPLETE);
            heap.buffer().put(5, (byte) 1);
            heap.expectExact();
        }
    }

    /** The same library through the linker, as its binding for JDK 22 does it, with heap arrays too. */
    private void linker() {
        try (Watched direct = new Watched("direct", ByteBuffer.allocateDirect(SIZE));
                Watched heap = new Watched("heap", ByteBuffer.allocate(SIZE))) {
            for (int i = 0; i < ROUNDS; i++) {
                compress(direct);
                direct.expect(Coverage.NATIVE_EXPOSED, "Linker.Option.critical(true)");
                direct.expectExact();
            }
            heap.expect(Coverage.NATIVE_EXPOSED, "Linker.Option.critical(true)");
            byte[] text = text();
            Zstd.compressByteArray(heap.buffer().array(), random.nextInt(SIZE / 2), SIZE / 2, text, 0, TEXT, 3);
            heap.expectExact();
        }
    }

    /** A library alone does nothing; the class with its native methods comes later. */
    private void later() throws IOException {
        try (Watched direct = new Watched("direct", ByteBuffer.allocateDirect(SIZE))) {
            loadLibrary();
            direct.expect(Coverage.COMPLETE);
            compress(direct);
            direct.expect(Coverage.NATIVE_EXPOSED, "native method com.github.luben.zstd.");
            direct.expectExact();
        }
    }

    /** A library that registers its native methods: nothing is linked by name. */
    private void registered() throws Exception {
        try (Watched direct = new Watched("direct", ByteBuffer.allocateDirect(SIZE))) {
            direct.expect(Coverage.COMPLETE);
            Class<?> crypto = Class.forName("org.conscrypt.NativeCrypto");
            Method cipher = crypto.getDeclaredMethod("EVP_aead_aes_128_gcm");
            cipher.setAccessible(true);
            long gcm = (Long) cipher.invoke(null);
            Method seal = crypto.getDeclaredMethod(
                    "EVP_AEAD_CTX_seal_buf",
                    long.class,
                    byte[].class,
                    int.class,
                    ByteBuffer.class,
                    byte[].class,
                    ByteBuffer.class,
                    byte[].class);
            seal.setAccessible(true);
            for (int i = 0; i < ROUNDS; i++) {
                ByteBuffer out = direct.buffer().duplicate().clear().position(random.nextInt(SIZE / 2));
                seal.invoke(null, gcm, bytes(16), 16, out, bytes(12), ByteBuffer.allocateDirect(TEXT), new byte[0]);
                direct.expect(Coverage.NATIVE_EXPOSED, "native method org.conscrypt.");
                direct.expectExact();
            }
        }
    }

    /** With {@code escape=fail}: the library is refused. */
    private void refused() {
        try (Watched direct = new Watched("direct", ByteBuffer.allocateDirect(SIZE))) {
            expectRefusal(direct, () -> compress(direct));
        }
    }

    /** With {@code escape=fail}: the library is there, and has no native methods. */
    private void refusedLater() throws IOException {
        try (Watched direct = new Watched("direct", ByteBuffer.allocateDirect(SIZE))) {
            loadLibrary();
            expectRefusal(direct, () -> decompressAt(direct));
        }
    }

    private void expectRefusal(Watched direct, Runnable call) {
        try {
            call.run();
            throw new AssertionError("not refused");
        } catch (LinkageError e) {
            String text = e instanceof ExceptionInInitializerError && e.getCause() != null
                    ? e.getCause().getMessage()
                    : e.getMessage();
            System.out.println("refused: " + text);
        }
        direct.expect(Coverage.COMPLETE);
        direct.expectUntouched();
    }

    /** Classes older than the agent; {@link JniIT} attaches it. */
    private void attached(String words) throws IOException {
        Zstd.compress(text());
        System.out.println("ready");
        if (System.in.read() < 0) {
            throw new AssertionError("nobody sent anything");
        }
        try (Watched direct = new Watched("direct", ByteBuffer.allocateDirect(SIZE))) {
            direct.expect(Coverage.NATIVE_EXPOSED, words);
            compress(direct);
            direct.expectExact();
        }
    }

    private void compress(Watched into) {
        ByteBuffer from = ByteBuffer.allocateDirect(TEXT).put(text()).flip();
        int at = random.nextInt(SIZE / 2);
        Zstd.compressDirectByteBuffer(into.buffer(), at, SIZE / 2, from, 0, TEXT, 3);
    }

    /** Natives that are given numbers. */
    private void decompressAt(Watched into) {
        byte[] compressed = COMPRESSED;
        ByteBuffer from =
                ByteBuffer.allocateDirect(compressed.length).put(compressed).flip();
        long at = RawMemory.address(into.buffer()) + random.nextInt(SIZE / 2);
        Zstd.decompressUnsafe(at, 4, RawMemory.address(from), compressed.length);
    }

    private byte[] text() {
        return bytes(TEXT);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Loads the library from this class, which has no native methods, and tells the binding so. */
    private static void loadLibrary() throws IOException {
        String os = System.getProperty("os.name").toLowerCase().startsWith("mac") ? "darwin" : "linux";
        String start = os + "/" + System.getProperty("os.arch").replace("x86_64", "amd64") + "/libzstd";
        String jar =
                Native.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        try (JarFile file = new JarFile(jar)) {
            for (Enumeration<JarEntry> each = file.entries(); each.hasMoreElements(); ) {
                JarEntry entry = each.nextElement();
                if (entry.getName().startsWith(start)) {
                    Path library = Files.createTempFile("library", ".so");
                    library.toFile().deleteOnExit();
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.write(library, in.readAllBytes());
                    }
                    System.load(library.toString());
                    Native.assumeLoaded();
                    return;
                }
            }
        }
        throw new AssertionError("no " + start + " in " + jar);
    }
}
