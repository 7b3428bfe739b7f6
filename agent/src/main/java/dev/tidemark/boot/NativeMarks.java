package dev.tidemark.boot;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import jdk.internal.misc.Unsafe;

/**
 * The native memory of {@link Marks}, freed when they are unreachable and {@link #free} is called.
 *
 * <p><b>Thread safety.</b> Static methods lock the class.
 */
final class NativeMarks extends PhantomReference<Marks> {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final ReferenceQueue<Marks> UNREACHABLE = new ReferenceQueue<>();

    /** All there are, as a ring: a reference must be reachable itself to be enqueued. */
    private static final NativeMarks RING = new NativeMarks(null, 0);

    private final long address;
    private NativeMarks previous = this;
    private NativeMarks next = this;

    private NativeMarks(Marks marks, long address) {
        super(marks, UNREACHABLE);
        this.address = address;
    }

    static synchronized Marks allocate(long pages) {
        free();
        long bytes = Marks.byteSize(pages);
        long address = U.allocateMemory(bytes);
        try {
            U.setMemory(address, bytes, (byte) 0);
            Marks marks = Marks.at(address, pages);
            NativeMarks entry = new NativeMarks(marks, address);
            entry.previous = RING;
            entry.next = RING.next;
            RING.next.previous = entry;
            RING.next = entry;
            return marks;
        } catch (OutOfMemoryError e) {
            U.freeMemory(address);
            throw e;
        }
    }

    /** Frees the memory of marks that are unreachable. */
    static synchronized void free() {
        for (Object found = UNREACHABLE.poll(); found != null; found = UNREACHABLE.poll()) {
            NativeMarks entry = (NativeMarks) found;
            entry.previous.next = entry.next;
            entry.next.previous = entry.previous;
            U.freeMemory(entry.address);
        }
    }
}
