import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The kernel as a witness: Linux 6.7 and later write-protect memory without stopping who writes it (userfaultfd with
 * {@code WP_ASYNC}), and tell which pages were written since ({@code PAGEMAP_SCAN}). Every page that the kernel calls written must be
 * one that Tidemark marked. Nothing is hashed, so marks alone must do.
 *
 * <p>Run from source by JDK 22 or later. Prints one line: what was found, or {@code skipped: } and why.
 */
public class KernelDirtyPages {
    private static final int PAGE = 4096;
    private static final int PAGES = 512;
    private static final int SIZE = PAGE * PAGES;

    private static final long UFFD_API = 0xAA;
    private static final long UFFDIO_API = 0xc018aa3fL;
    private static final long UFFDIO_REGISTER = 0xc020aa00L;
    private static final long PAGEMAP_SCAN = 0xc0606610L;
    private static final long WP_UNPOPULATED = 1 << 13;
    private static final long WP_ASYNC = 1 << 15;
    private static final long REGISTER_WP = 2;
    private static final long PAGE_IS_WRITTEN = 2;
    private static final long SCAN_AND_PROTECT = 1;
    private static final long CHECK_ASYNC = 2;

    interface Write {
        void to(int at) throws Exception;
    }

    public static void main(String[] arguments) throws Throwable {
        long seed = Long.getLong("tidemark.seed", System.nanoTime());
        ByteBuffer ram = ByteBuffer.allocateDirect(SIZE + PAGE).alignedSlice(PAGE).slice(0, SIZE);
        MemorySegment segment = MemorySegment.ofBuffer(ram);
        Region region = Tidemark.track("ram", ram, PAGE);
        Client client = Tidemark.client("kernel");
        Kernel kernel;
        try {
            kernel = new Kernel(segment.address());
        } catch (Refused e) {
            System.out.println("skipped: " + e.getMessage());
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Write> writes = writes(ram, segment, random);
        List<String> names = List.copyOf(writes.keySet());
        long end = System.nanoTime() + Long.getLong("millis", 2500) * 1_000_000;
        long rounds = 0;
        long written = 0;
        long marked = 0;
        int[] calls = new int[names.size()];
        while (System.nanoTime() < end || rounds < 200) {
            kernel.take();
            region.harvest(client);
            StringBuilder done = new StringBuilder();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                int which = rounds < names.size() ? (int) rounds : random.nextInt(names.size());
                int at = random.nextInt(SIZE - 4 * PAGE);
                calls[which]++;
                done.append(names.get(which)).append(" at ").append(at).append(", ");
                writes.get(names.get(which)).to(at);
            }
            BitSet kernels = kernel.take();
            BitSet ours = pages(region.harvest(client));
            written += kernels.cardinality();
            marked += ours.cardinality();
            kernels.andNot(ours);
            if (!kernels.isEmpty()) {
                throw new AssertionError("missed pages " + kernels + " after " + done + "-Dtidemark.seed=" + seed);
            }
            rounds++;
        }
        for (int i = 0; i < calls.length; i++) {
            if (calls[i] == 0) {
                throw new AssertionError("never called: " + names.get(i));
            }
        }
        if (written < rounds) {
            throw new AssertionError("the kernel saw too little: " + written + " pages in " + rounds + " rounds");
        }
        System.out.println("rounds " + rounds + ", kinds of writes " + names.size() + ", pages written " + written
                + ", pages marked " + marked + " (" + Math.round(1000.0 * (marked - written) / written) / 10.0
                + " % more), missed 0, -Dtidemark.seed=" + seed);
        System.exit(0);
    }

    private static BitSet pages(DirtyPages dirty) {
        BitSet pages = new BitSet();
        dirty.forEachRun((offset, length) -> pages.set((int) (offset / PAGE), (int) ((offset + length) / PAGE)));
        return pages;
    }

    private static Map<String, Write> writes(ByteBuffer ram, MemorySegment segment, SplittableRandom random)
            throws Exception {
        Map<String, Write> writes = new LinkedHashMap<>();
        VarHandle ints = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
        VarHandle longs = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        byte[] noise = new byte[3 * PAGE];
        random.nextBytes(noise);
        writes.put("put", at -> ram.put(at, (byte) random.nextInt()));
        writes.put("relative put", at -> ram.duplicate().position(at).put((byte) random.nextInt()));
        writes.put("putLong", at -> ram.putLong(at, random.nextLong()));
        writes.put("putShort", at -> ram.putShort(at, (short) random.nextInt()));
        writes.put("putDouble", at -> ram.putDouble(at, random.nextDouble()));
        writes.put("put array", at -> ram.put(at, noise, 0, random.nextInt(noise.length)));
        writes.put("put small array", at -> ram.put(at, noise, 0, random.nextInt(6)));
        writes.put("put buffer", at -> ram.duplicate().position(at).put(ByteBuffer.wrap(noise, 0, random.nextInt(5000))));
        writes.put("put itself", at -> ram.put(at, ram, random.nextInt(SIZE - 6000), random.nextInt(1, 6000)));
        writes.put("long view", at -> ram.slice(at & -8, 64).asLongBuffer().put(random.nextInt(8), random.nextLong()));
        writes.put("char view", at -> ram.slice(at, 40).asCharBuffer().put("characters"));
        writes.put("compact", at -> ram.slice(at, 300).position(random.nextInt(300)).compact());
        writes.put("handle, foreign order", at -> ints.set(ram, at, random.nextInt()));
        writes.put("handle, compare and set", at -> longs.compareAndSet(ram, at & -8, longs.get(ram, at & -8), random.nextLong()));
        writes.put("handle, get and add", at -> ints.getAndAdd(ram, at & -8, random.nextInt()));
        writes.put("segment set", at -> segment.set(ValueLayout.JAVA_INT_UNALIGNED, at, random.nextInt()));
        writes.put("segment fill", at -> segment.asSlice(at, random.nextInt(9000)).fill((byte) random.nextInt()));
        writes.put("segment copy", at -> MemorySegment.copy(noise, 0, segment, ValueLayout.JAVA_BYTE, at, random.nextInt(9000)));
        writes.put("encoder", at -> StandardCharsets.UTF_8.newEncoder()
                .encode(CharBuffer.wrap("é".repeat(random.nextInt(1, 3000))), ram.duplicate().position(at), true));
        byte[] compressed = compressed(noise);
        writes.put("inflater", at -> {
            Inflater inflater = new Inflater();
            inflater.setInput(compressed);
            inflater.inflate(ram.duplicate().position(at));
            inflater.end();
        });
        writes.put("cipher", at -> {
            Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
            cipher.doFinal(ByteBuffer.wrap(noise, 0, random.nextInt(8000)), ram.duplicate().position(at));
        });
        Path file = Files.createTempFile("kernel", null);
        Files.write(file, noise);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        writes.put("file read", at -> channel.read(window(ram, at, random), 0));
        writes.put("scattering file read", at -> {
            channel.position(0);
            channel.read(new ByteBuffer[] {window(ram, at, random), ram.slice((at + 2 * PAGE) % (SIZE - PAGE), 100)});
        });
        Pipe pipe = Pipe.open();
        writes.put("pipe read", at -> {
            pipe.sink().write(ByteBuffer.wrap(noise, 0, 100));
            pipe.source().read(ram.slice(at, 100));
        });
        return writes;
    }

    private static ByteBuffer window(ByteBuffer ram, int at, SplittableRandom random) {
        return ram.slice(at, random.nextInt(1, 2 * PAGE));
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        try (var deflater = new java.util.zip.DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toByteArray();
    }

    /** The kernel lacks what is needed, or does not permit it. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }

    /** Which pages the kernel saw written. */
    private static final class Kernel {
        private static final int MAX_RUNS = PAGES;

        private final Arena arena = Arena.global();
        private final MemorySegment errno;
        private final VarHandle errnoValue;
        private final MethodHandle ioctl;
        private final MemorySegment scan = arena.allocate(96, 8);
        private final MemorySegment runs = arena.allocate(24L * MAX_RUNS, 8);
        private final long start;
        private final int pagemap;

        Kernel(long start) throws Throwable {
            this.start = start;
            if (!System.getProperty("os.name").equals("Linux")) {
                throw new Refused("no Linux");
            }
            String arch = System.getProperty("os.arch");
            int userfaultfd = arch.equals("amd64") ? 323 : arch.equals("aarch64") ? 282 : -1;
            if (userfaultfd < 0) {
                throw new Refused("unknown number of the system call on " + arch);
            }
            Linker linker = Linker.nativeLinker();
            MemoryLayout state = Linker.Option.captureStateLayout();
            errno = arena.allocate(state);
            errnoValue = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
            Linker.Option[] options = {Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno")};
            MethodHandle syscall = linker.downcallHandle(
                    linker.defaultLookup().find("syscall").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT),
                    options);
            ioctl = linker.downcallHandle(
                    linker.defaultLookup().find("ioctl").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));
            MethodHandle open = linker.downcallHandle(
                    linker.defaultLookup().find("open").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));

            int fault = (int) (long) syscall.invokeExact(errno, (long) userfaultfd, 02000000 | 04000 | 1);
            require(fault >= 0, "userfaultfd");
            MemorySegment api = longs(UFFD_API, WP_UNPOPULATED | WP_ASYNC, 0);
            require(call(fault, UFFDIO_API, api) == 0, "UFFDIO_API with WP_ASYNC, which needs Linux 6.7");
            MemorySegment register = longs(start, SIZE, REGISTER_WP, 0);
            require(call(fault, UFFDIO_REGISTER, register) == 0, "UFFDIO_REGISTER");
            MemorySegment path = arena.allocateFrom("/proc/self/pagemap");
            pagemap = (int) open.invokeExact(errno, path.address(), 0, 0);
            require(pagemap >= 0, "/proc/self/pagemap");
            try {
                take();
            } catch (AssertionError e) {
                throw new Refused(e.getMessage());
            }
        }

        /** The pages written since the last call, which are watched anew from now on. */
        BitSet take() throws Throwable {
            BitSet pages = new BitSet();
            long from = start;
            while (from < start + SIZE) {
                long[] fields = {
                    96, SCAN_AND_PROTECT | CHECK_ASYNC, from, start + SIZE, 0, runs.address(), MAX_RUNS, 0, 0,
                    PAGE_IS_WRITTEN, 0, PAGE_IS_WRITTEN
                };
                for (int i = 0; i < fields.length; i++) {
                    scan.setAtIndex(ValueLayout.JAVA_LONG, i, fields[i]);
                }
                int found = call(pagemap, PAGEMAP_SCAN, scan);
                if (found < 0) {
                    throw new AssertionError("PAGEMAP_SCAN failed, errno " + (int) errnoValue.get(errno, 0L));
                }
                for (int i = 0; i < found; i++) {
                    long first = runs.getAtIndex(ValueLayout.JAVA_LONG, 3L * i);
                    long end = runs.getAtIndex(ValueLayout.JAVA_LONG, 3L * i + 1);
                    pages.set((int) ((first - start) / PAGE), (int) ((end - start) / PAGE));
                }
                from = scan.getAtIndex(ValueLayout.JAVA_LONG, 4);
            }
            return pages;
        }

        private int call(int descriptor, long request, MemorySegment argument) throws Throwable {
            return (int) ioctl.invokeExact(errno, descriptor, request, argument.address());
        }

        private MemorySegment longs(long... values) {
            return arena.allocateFrom(ValueLayout.JAVA_LONG, values);
        }

        private void require(boolean done, String what) throws Refused {
            if (!done) {
                int number = (int) errnoValue.get(errno, 0L);
                String name = Map.of(1, "EPERM", 22, "EINVAL", 25, "ENOTTY", 38, "ENOSYS", 13, "EACCES")
                        .getOrDefault(number, "errno " + number);
                throw new Refused(what + ": " + name);
            }
        }
    }
}
