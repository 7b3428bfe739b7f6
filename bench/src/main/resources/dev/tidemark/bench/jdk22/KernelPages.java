package dev.tidemark.bench.jdk22;

import dev.tidemark.bench.peers.PageRuns;
import dev.tidemark.bench.peers.WrittenPages;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;

/**
 * Asks Linux 6.7 or later which pages were written: {@code userfaultfd} with {@code WP_ASYNC} protects them without stopping who
 * writes, {@code PAGEMAP_SCAN} finds those that are no longer protected and protects them again in one step. One thread.
 */
public final class KernelPages implements WrittenPages {
    private static final long PAGE_SIZE = 4096;
    private static final int MAX_RUNS = 1 << 16;
    private static final int RUN_BYTES = 24;
    private static final int SCAN_BYTES = 96;

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
    private static final int OPEN_FLAGS = 02000000 | 04000 | 1; // close on exec, non-blocking, user mode only

    /** Fields of the argument of PAGEMAP_SCAN, as indices of longs. */
    private static final int FLAGS = 1;
    private static final int START = 2;
    private static final int END = 3;
    private static final int WALK_END = 4;
    private static final int VECTOR = 5;
    private static final int VECTOR_LENGTH = 6;
    private static final int CATEGORY_MASK = 9;
    private static final int RETURN_MASK = 11;

    private final Linker linker = Linker.nativeLinker();
    private final Arena arena = Arena.global();
    private final MemoryLayout state = Linker.Option.captureStateLayout();
    private final MemorySegment errno = arena.allocate(state);
    private final VarHandle errnoValue = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private final MethodHandle ioctl = handle(
            "ioctl",
            2,
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private final MemorySegment scan = arena.allocate(SCAN_BYTES, 8);
    private final MemorySegment runs = arena.allocate((long) RUN_BYTES * MAX_RUNS, 8);
    private final long[] starts;
    private final long[] sizes;
    private final IntUnaryOperator firstPage;
    private final int pagemap;

    /** @param firstPage gives the page number of a chunk's first byte */
    public KernelPages(ByteBuffer[] chunks, IntUnaryOperator firstPage) throws Throwable {
        this.firstPage = firstPage;
        String arch = System.getProperty("os.arch");
        long userfaultfd = arch.equals("amd64") ? 323 : arch.equals("aarch64") ? 282 : -1;
        if (!System.getProperty("os.name").equals("Linux") || userfaultfd < 0) {
            throw new IllegalStateException("unknown system " + System.getProperty("os.name") + " on " + arch);
        }
        MethodHandle syscall = handle(
                "syscall", 1, FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        MethodHandle open = handle(
                "open",
                2,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int fault = (int) (long) syscall.invokeExact(errno, userfaultfd, OPEN_FLAGS);
        require(fault >= 0, "userfaultfd");
        require(call(fault, UFFDIO_API, longs(UFFD_API, WP_UNPOPULATED | WP_ASYNC, 0)) == 0, "WP_ASYNC, Linux 6.7");
        starts = new long[chunks.length];
        sizes = new long[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            starts[i] = MemorySegment.ofBuffer(chunks[i]).address();
            sizes[i] = chunks[i].capacity();
            require(
                    call(fault, UFFDIO_REGISTER, longs(starts[i], sizes[i], REGISTER_WP, 0)) == 0,
                    "registering memory");
        }
        MemorySegment path = arena.allocateFrom("/proc/self/pagemap");
        pagemap = (int) open.invokeExact(errno, path.address(), 0, 0);
        require(pagemap >= 0, "/proc/self/pagemap");
        take(null);
    }

    /** {@inheritDoc} A null takes without telling. */
    @Override
    public void take(PageRuns into) throws Throwable {
        for (int i = 0; i < starts.length; i++) {
            take(starts[i], starts[i] + sizes[i], firstPage.applyAsInt(i), into);
        }
    }

    private void take(long start, long end, int first, PageRuns into) throws Throwable {
        for (long from = start; from < end; from = scan.getAtIndex(ValueLayout.JAVA_LONG, WALK_END)) {
            scan.fill((byte) 0);
            scan.setAtIndex(ValueLayout.JAVA_LONG, 0, SCAN_BYTES);
            scan.setAtIndex(ValueLayout.JAVA_LONG, FLAGS, SCAN_AND_PROTECT | CHECK_ASYNC);
            scan.setAtIndex(ValueLayout.JAVA_LONG, START, from);
            scan.setAtIndex(ValueLayout.JAVA_LONG, END, end);
            scan.setAtIndex(ValueLayout.JAVA_LONG, VECTOR, runs.address());
            scan.setAtIndex(ValueLayout.JAVA_LONG, VECTOR_LENGTH, MAX_RUNS);
            scan.setAtIndex(ValueLayout.JAVA_LONG, CATEGORY_MASK, PAGE_IS_WRITTEN);
            scan.setAtIndex(ValueLayout.JAVA_LONG, RETURN_MASK, PAGE_IS_WRITTEN);
            int found = call(pagemap, PAGEMAP_SCAN, scan);
            require(found >= 0, "PAGEMAP_SCAN");
            for (int i = 0; into != null && i < found; i++) {
                long runStart = runs.getAtIndex(ValueLayout.JAVA_LONG, 3L * i);
                long runEnd = runs.getAtIndex(ValueLayout.JAVA_LONG, 3L * i + 1);
                into.add(first + (int) ((runStart - start) / PAGE_SIZE), first + (int) ((runEnd - start) / PAGE_SIZE));
            }
        }
    }

    private MethodHandle handle(String function, int firstVariadic, FunctionDescriptor type) {
        return linker.downcallHandle(
                linker.defaultLookup().find(function).orElseThrow(),
                type,
                Linker.Option.firstVariadicArg(firstVariadic),
                Linker.Option.captureCallState("errno"));
    }

    private int call(int descriptor, long request, MemorySegment argument) throws Throwable {
        return (int) ioctl.invokeExact(errno, descriptor, request, argument.address());
    }

    private MemorySegment longs(long... values) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, values);
    }

    private void require(boolean done, String what) {
        if (!done) {
            throw new IllegalStateException(what + ": errno " + (int) errnoValue.get(errno, 0L));
        }
    }
}
