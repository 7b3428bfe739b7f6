package dev.tidemark.track;

import dev.tidemark.RegionKind;
import dev.tidemark.boot.BufferAccess;
import dev.tidemark.boot.Marks;
import dev.tidemark.boot.Span;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where a region's bytes are and how long they live. Keeps none of it alive: the array, the buffer that owns the memory, or
 * the object named by the caller is held weakly, as the <i>anchor</i>.
 *
 * <p>Immutable but for its {@link #end}, thread-safe.
 */
final class RegionMemory {
    /** Says that there is nothing to compare with. */
    static final int GONE = -2;

    /** Where this thread copies to, through methods with hooks. */
    private static final ThreadLocal<byte[]> READ_INTO = new ThreadLocal<>();

    private final RegionKind kind;
    private final long start;
    private final long byteSize;
    private final WeakReference<Object> anchor;
    private final WeakReference<Object> scope;
    private final WeakReference<ByteBuffer> buffer;

    /** The buffer again if it lives in a scope that someone must close; null otherwise. */
    private final ByteBuffer held;

    private final int arrayLength;

    /** Held while native memory is read or written here. Nothing else is locked under it. */
    private final Object reading = new Object();

    private volatile boolean ended;

    private RegionMemory(
            RegionKind kind,
            long start,
            long byteSize,
            Object anchor,
            Object scope,
            ByteBuffer buffer,
            ByteBuffer held) {
        this.kind = kind;
        this.start = start;
        this.byteSize = byteSize;
        this.anchor = new WeakReference<>(anchor);
        this.scope = scope == null ? null : new WeakReference<>(scope);
        this.buffer = buffer == null ? null : new WeakReference<>(buffer);
        this.held = held;
        this.arrayLength = anchor instanceof byte[] array ? array.length : 0;
    }

    /** A whole heap array; not empty. */
    static RegionMemory of(byte[] array) {
        return new RegionMemory(RegionKind.HEAP, BufferAccess.ARRAY_BASE, array.length, array, null, null, null);
    }

    private RegionMemory(RegionMemory same) {
        kind = same.kind;
        start = same.start;
        byteSize = same.byteSize;
        anchor = same.anchor;
        scope = same.scope;
        buffer = same.buffer;
        held = same.held;
        arrayLength = same.arrayLength;
    }

    static RegionMemory of(ByteBuffer buffer) {
        Objects.requireNonNull(buffer, "buffer");
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException(
                    "buffer is read-only: " + buffer + "; track the writable buffer that it is a view of");
        }
        if (buffer.capacity() == 0) {
            throw new IllegalArgumentException("buffer is empty: " + buffer + "; a region has at least 1 byte");
        }
        long start = BufferAccess.address(buffer);
        if (!buffer.isDirect()) {
            Object array = BufferAccess.array(buffer);
            if (!(array instanceof byte[])) {
                throw new IllegalArgumentException("buffer is a view of a segment whose memory is no byte[]: " + buffer
                        + "; track a heap buffer, a direct buffer, or native memory by address");
            }
            return new RegionMemory(RegionKind.HEAP, start, buffer.capacity(), array, null, null, null);
        }
        RegionKind kind = BufferAccess.isMapped(buffer) ? RegionKind.MAPPED : RegionKind.DIRECT;
        Object segment = BufferAccess.segment(buffer);
        Object scope = segment == null ? null : Scopes.of(segment);
        if (scope == null) {
            return ofOwner(kind, start, buffer, buffer);
        }
        if (Scopes.canClose(scope)) {
            // Only closing frees this memory, and a buffer at hand keeps nothing that an open scope does not: hold it.
            return new RegionMemory(kind, start, buffer.capacity(), scope, scope, buffer, buffer);
        }
        Object kept = BufferAccess.keptAliveBy(scope);
        return kept instanceof ByteBuffer original
                ? ofOwner(kind, start, buffer, original)
                : new RegionMemory(kind, start, buffer.capacity(), scope, null, buffer, null);
    }

    /** A buffer whose memory lives as long as the one that {@code view} is a view of. */
    private static RegionMemory ofOwner(RegionKind kind, long start, ByteBuffer buffer, ByteBuffer view) {
        Object owner = owner(view);
        return new RegionMemory(
                kind, start, buffer.capacity(), owner, null, owner instanceof ByteBuffer own ? own : buffer, null);
    }

    static RegionMemory of(long address, long byteSize, Object keepAlive) {
        Objects.requireNonNull(keepAlive, "keepAlive");
        if (address == 0 || byteSize < 1 || address > 0 && address + byteSize < 0) {
            throw new IllegalArgumentException(
                    "native memory must have an address other than 0 and at least 1 byte: address=0x"
                            + Long.toHexString(address) + ", byteSize=" + byteSize);
        }
        Object scope = Scopes.of(keepAlive);
        scope = scope != null && Scopes.canClose(scope) ? scope : null;
        if (scope != null && !Scopes.isAlive(scope)) {
            throw new IllegalArgumentException(
                    "keepAlive is closed already: " + keepAlive + "; track memory that is alive");
        }
        return new RegionMemory(RegionKind.NATIVE, address, byteSize, keepAlive, scope, null, null);
    }

    RegionKind kind() {
        return kind;
    }

    long byteSize() {
        return byteSize;
    }

    /** The object whose end is the region's end; null once it is gone. */
    Object anchor() {
        return anchor.get();
    }

    boolean isAlive() {
        if (anchor.refersTo(null)) {
            return false;
        }
        Object present = scope == null ? null : scope.get();
        return present == null ? scope == null : Scopes.isAlive(present);
    }

    /** Whether any byte belongs to both. */
    boolean overlaps(RegionMemory other) {
        return isSameSpace(other) && start < other.start + other.byteSize && other.start < start + byteSize;
    }

    boolean isSameAs(RegionMemory other) {
        return isSameSpace(other) && start == other.start && byteSize == other.byteSize;
    }

    /** Whether native memory from {@code address} on touches this. */
    boolean isWithin(long address, long length) {
        return kind != RegionKind.HEAP && address < start + byteSize && start < address + length;
    }

    /** Whether the bytes are in that array. */
    boolean isIn(byte[] array) {
        return isHeap() && anchor.refersTo(array);
    }

    /** Whether this lies in a mapping that is known. */
    boolean isMapped(MappedFiles files) {
        return !isHeap() && files.isMapped(start);
    }

    /** Why this can change by way of a mapped file from the beginning on, or null. */
    String sharing(MappedFiles files) {
        boolean mapped = kind == RegionKind.MAPPED || kind == RegionKind.NATIVE && Scopes.isMapped(anchor.get());
        return files.reason(start, byteSize, mapped);
    }

    boolean isHeap() {
        return kind == RegionKind.HEAP;
    }

    Span span(int pageShift, Marks marks) {
        return new Span(isHeap() ? anchor : null, arrayLength, start, byteSize, pageShift, marks);
    }

    /** The bytes as a buffer, or null if their owner was collected. */
    ByteBuffer view() {
        if (kind == RegionKind.HEAP) {
            byte[] array = array();
            int offset = arrayIndex(0);
            return array == null ? null : BufferAccess.wrap(array, offset, (int) byteSize);
        }
        ByteBuffer own = buffer == null ? null : buffer.get();
        if (own == null) {
            return null;
        }
        int offset = (int) (start - BufferAccess.address(own));
        return own.duplicate()
                .clear()
                .position(offset)
                .limit(offset + (int) byteSize)
                .slice();
    }

    /** The same memory, with an {@link #end} of its own. */
    RegionMemory again() {
        return new RegionMemory(this);
    }

    /**
     * Ends all access. When this returns, no thread reads or writes the memory here any more, and none will: it may be freed. Waits
     * for one {@link #read} or {@link #write} at most.
     */
    void end() {
        ended = true;
        synchronized (reading) {
            return; // whoever was reading has left
        }
    }

    /** The array of a heap region, or null if it was collected. */
    byte[] array() {
        return (byte[]) anchor.get();
    }

    /** Where in {@link #array} a byte of the region is. */
    int arrayIndex(long byteOffset) {
        return (int) (start - BufferAccess.ARRAY_BASE + byteOffset);
    }

    /**
     * Copies bytes out, whatever the kind. Whoever frees the memory waits meanwhile, if the agent sees it, so ask for little at a
     * time.
     *
     * @return false if the memory is gone
     * @throws UnsupportedOperationException if the memory lives in a scope and no segment is known to read it through
     * @throws RuntimeException if it lives in a scope that another thread owns
     */
    boolean read(long byteOffset, byte[] into, int at, int length) {
        if (isHeap()) {
            byte[] array = array();
            if (array == null) {
                return false;
            }
            System.arraycopy(array, arrayIndex(byteOffset), into, at, length);
            return true;
        }
        if (scope == null) {
            synchronized (reading) {
                Object alive = ended ? null : anchor.get();
                if (alive == null) {
                    return false;
                }
                BufferAccess.copyFromMemory(start + byteOffset, into, at, length);
                Reference.reachabilityFence(alive);
                return true;
            }
        }
        READ_INTO.set(into);
        try {
            synchronized (reading) {
                return !ended && readScoped(byteOffset, into, at, length);
            }
        } finally {
            READ_INTO.remove();
        }
    }

    /**
     * As {@link #read(long, byte[], int, int)}, into a direct buffer of the caller's own that is no region.
     *
     * @param at an index, whatever the buffer's position
     */
    boolean read(long byteOffset, ByteBuffer into, int at, int length) {
        if (isHeap()) {
            byte[] array = array();
            if (array == null) {
                return false;
            }
            into.put(at, array, arrayIndex(byteOffset), length);
            return true;
        }
        if (scope == null) {
            Objects.checkFromIndexSize(at, length, into.capacity());
            synchronized (reading) {
                Object alive = ended ? null : anchor.get();
                if (alive == null) {
                    return false;
                }
                BufferAccess.copyMemory(start + byteOffset, BufferAccess.address(into) + at, length);
                Reference.reachabilityFence(alive);
                Reference.reachabilityFence(into);
                return true;
            }
        }
        byte[] bytes = new byte[length];
        if (!read(byteOffset, bytes, 0, length)) {
            return false;
        }
        into.put(at, bytes);
        return true;
    }

    /**
     * Compares with bytes at hand, whatever the kind of memory. Else as {@link #read(long, byte[], int, int)}.
     *
     * @return the first index from 0 on at which they differ, -1 if there is none, {@value #GONE} if the memory is gone
     */
    int mismatch(long byteOffset, byte[] with, int at, int length) {
        if (isHeap()) {
            byte[] array = array();
            if (array == null) {
                return GONE;
            }
            int from = arrayIndex(byteOffset);
            return Arrays.mismatch(array, from, from + length, with, at, at + length);
        }
        if (scope == null) {
            synchronized (reading) {
                Object alive = ended ? null : anchor.get();
                if (alive == null) {
                    return GONE;
                }
                int different = BufferAccess.mismatch(start + byteOffset, with, at, length);
                Reference.reachabilityFence(alive);
                return different;
            }
        }
        byte[] bytes = new byte[length];
        return read(byteOffset, bytes, 0, length) ? Arrays.mismatch(bytes, 0, length, with, at, at + length) : GONE;
    }

    /** Whether this thread is copying into that array, in {@link #read}. */
    static boolean isReadInto(byte[] array) {
        return READ_INTO.get() == array;
    }

    private boolean readScoped(long byteOffset, byte[] into, int at, int length) {
        if (kind != RegionKind.NATIVE) {
            ByteBuffer view = view();
            if (view == null) {
                return false;
            }
            try {
                view.get((int) byteOffset, into, at, length);
                return true;
            } catch (IllegalStateException e) {
                return false; // its scope was closed
            }
        }
        Object alive = anchor.get();
        return alive != null && isAlive() && Scopes.read(alive, start + byteOffset, into, at, length);
    }

    /**
     * Copies bytes in, whatever the kind, and marks nothing that is not marked by hooks, which see memory of scopes alone. Else as {@link #read}.
     *
     * @return false if the memory is gone; a part may have been written
     */
    boolean write(long byteOffset, byte[] from, int at, int length) {
        if (isHeap()) {
            byte[] array = array();
            if (array == null) {
                return false;
            }
            System.arraycopy(from, at, array, arrayIndex(byteOffset), length);
            return true;
        }
        if (scope == null) {
            synchronized (reading) {
                Object alive = ended ? null : anchor.get();
                if (alive == null) {
                    return false;
                }
                BufferAccess.copyToMemory(from, at, start + byteOffset, length);
                Reference.reachabilityFence(alive);
                return true;
            }
        }
        synchronized (reading) {
            return !ended && writeScoped(byteOffset, from, at, length);
        }
    }

    private boolean writeScoped(long byteOffset, byte[] from, int at, int length) {
        if (kind != RegionKind.NATIVE) {
            ByteBuffer view = view();
            if (view == null) {
                return false;
            }
            try {
                view.put((int) byteOffset, from, at, length);
                return true;
            } catch (IllegalStateException e) {
                return false; // its scope was closed
            }
        }
        Object alive = anchor.get();
        return alive != null && isAlive() && Scopes.write(alive, start + byteOffset, from, at, length);
    }

    private boolean isSameSpace(RegionMemory other) {
        if (!isHeap() || !other.isHeap()) {
            return isHeap() == other.isHeap();
        }
        Object array = anchor.get();
        return array != null && other.anchor.refersTo(array);
    }

    /** The buffer that owns a direct buffer's memory: views hold it through a chain of attachments. */
    private static Object owner(ByteBuffer direct) {
        Object owner = direct;
        while (owner instanceof ByteBuffer view && BufferAccess.attachment(view) != null) {
            owner = BufferAccess.attachment(view);
        }
        return owner;
    }
}
