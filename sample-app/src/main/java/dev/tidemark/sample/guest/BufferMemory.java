package dev.tidemark.sample.guest;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A wasm memory that is one {@link ByteBuffer}, allocated at its maximum from the start.
 *
 * <p>Because the buffer never moves, one region covers the guest for its whole life, and an offset in the buffer is an
 * address in the guest.
 *
 * <p><b>Bounds.</b> The size that wasm sees, {@link #pages()} pages of 64 KiB, is the <em>limit</em> of the view that every
 * access goes through; growing raises the limit. The buffer's own bounds check is thus wasm's bounds check, and an access
 * costs nothing beside it. Example: 500 pages in a buffer of 32 MiB put the limit at 32,768,000, and a read of 4 bytes at
 * 32,767,997 traps though the buffer has bytes there. Addresses of 2 GiB and more arrive as negative numbers and trap too.
 *
 * <p><b>Bulk operations</b> ({@code memory.fill}, {@code memory.copy}, {@code memory.init}) are bulk operations of the
 * buffer. All of them check their whole range first: a trap leaves memory as it was.
 *
 * <p>Not shared between threads: memories that a module declares as shared are refused, so waiting always traps and
 * notifying wakes nobody, as the wasm specification has it for such memories.
 */
public final class BufferMemory implements Memory {
    /** Largest memory in bytes: what a buffer can index, in whole wasm pages. */
    public static final int MAX_BYTE_SIZE = RUNTIME_MAX_PAGES * PAGE_SIZE;

    /** Bytes put at once by a fill. SQLite's fills are mostly shorter, so one block does. */
    private static final int FILL_BLOCK = 8192;

    private final MemoryLimits limits;
    private final int maximumPages;

    /** View of the whole buffer; its limit is the size of the wasm memory. Its position is never used. */
    private final ByteBuffer bytes;

    /** {@link #FILL_BLOCK} times {@link #fillBlockValue}, kept because nearly every fill is with zero. */
    private final byte[] fillBlock = new byte[FILL_BLOCK];

    private byte fillBlockValue;

    private DataSegment[] dataSegments = {};

    /**
     * Makes {@code buffer} the memory.
     *
     * @param buffer at least as large as the initial size of {@code limits}; what exceeds a multiple of 64 KiB stays unused
     * @param limits what the module asks for; the maximum is cut to what the buffer holds
     * @throws UninstantiableException if the buffer is too small or the memory is declared as shared
     */
    public BufferMemory(ByteBuffer buffer, MemoryLimits limits) {
        int bufferPages = buffer.capacity() / PAGE_SIZE;
        if (limits.initialPages() > bufferPages) {
            throw new UninstantiableException("the guest needs at least " + (long) limits.initialPages() * PAGE_SIZE
                    + " bytes of memory, the buffer has " + buffer.capacity());
        }
        if (limits.shared()) {
            throw new UninstantiableException("memory shared between guest threads is not supported");
        }
        this.limits = limits;
        this.maximumPages = Math.min(limits.maximumPages(), bufferPages);
        this.bytes = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        resize(limits.initialPages());
    }

    /**
     * Sets the size to what it was in a snapshot. Unlike {@link #grow} it can shrink, and like it, it changes no byte.
     *
     * @throws IllegalArgumentException if {@code pages} is not from 0 to {@link #maximumPages()}
     */
    public void resize(int pages) {
        if (pages < 0 || pages > maximumPages) {
            throw new IllegalArgumentException(
                    "memory must have 0 to " + maximumPages + " pages of 64 KiB: pages=" + pages);
        }
        bytes.limit(pages * PAGE_SIZE);
    }

    // ---- size ----

    @Override
    public int pages() {
        return bytes.limit() / PAGE_SIZE;
    }

    @Override
    public int grow(int size) {
        int before = pages();
        if (size < 0 || size > maximumPages - before) {
            return -1;
        }
        resize(before + size);
        return before;
    }

    @Override
    public int initialPages() {
        return limits.initialPages();
    }

    @Override
    public int maximumPages() {
        return maximumPages;
    }

    // ---- threads ----

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Object lock(int address) {
        return this;
    }

    @Override
    public int waitOn(int address, int expected, long timeout) {
        throw new ChicoryException("cannot wait on memory that is not shared");
    }

    @Override
    public int waitOn(int address, long expected, long timeout) {
        throw new ChicoryException("cannot wait on memory that is not shared");
    }

    @Override
    public int notify(int address, int maxThreads) {
        return 0;
    }

    // ---- data segments ----

    @Override
    public void initialize(Instance instance, DataSegment[] segments) {
        dataSegments = segments == null ? new DataSegment[0] : segments.clone();
        for (DataSegment segment : dataSegments) {
            if (segment instanceof ActiveDataSegment active) {
                byte[] data = active.data();
                int address = address(instance, active.offsetInstructions());
                if (address < 0 || address > bytes.limit() - data.length) {
                    throw new UninstantiableException(outOfBounds(address, data.length));
                }
                bytes.put(address, data);
            }
        }
    }

    /** Where an active segment goes: a constant, or a global that the module imports. */
    private static int address(Instance instance, List<Instruction> expression) {
        int address = 0;
        for (Instruction instruction : expression) {
            switch (instruction.opcode()) {
                case I32_CONST -> address = (int) instruction.operand(0);
                case GLOBAL_GET ->
                    address =
                            (int) instance.global((int) instruction.operand(0)).getValue();
                case END -> {}
                default ->
                    throw new UninstantiableException(
                            "the offset of a data segment must be a constant or a global: " + instruction);
            }
        }
        return address;
    }

    @Override
    public void initPassiveSegment(int segmentId, int dest, int offset, int size) {
        write(dest, dataSegments[segmentId].data(), offset, size);
    }

    @Override
    public void drop(int segment) {
        dataSegments[segment] = PassiveDataSegment.EMPTY;
    }

    // ---- bulk ----

    @Override
    public void write(int addr, byte[] data, int offset, int size) {
        try {
            bytes.put(addr, data, offset, size);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, size);
        }
    }

    @Override
    public byte[] readBytes(int addr, int len) {
        checkRange(addr, len);
        byte[] data = new byte[len];
        bytes.get(addr, data);
        return data;
    }

    @Override
    public void zero() {
        fill((byte) 0, 0, bytes.limit());
    }

    @Override
    public void fill(byte value, int fromIndex, int toIndex) {
        int size = toIndex - fromIndex;
        checkRange(fromIndex, size);
        if (value != fillBlockValue) {
            Arrays.fill(fillBlock, value);
            fillBlockValue = value;
        }
        int at = fromIndex;
        while (at < toIndex) {
            int length = Math.min(toIndex - at, FILL_BLOCK);
            bytes.put(at, fillBlock, 0, length);
            at += length;
        }
    }

    /** As if through an intermediate copy where the ranges overlap; the buffer guarantees it for a put of its own bytes. */
    @Override
    public void copy(int dest, int src, int size) {
        try {
            bytes.put(dest, bytes, src, size);
        } catch (IndexOutOfBoundsException e) {
            throw trap(dest, size);
        }
    }

    // ---- single values ----

    @Override
    public byte read(int addr) {
        try {
            return bytes.get(addr);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Byte.BYTES);
        }
    }

    @Override
    public void writeByte(int addr, byte data) {
        try {
            bytes.put(addr, data);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Byte.BYTES);
        }
    }

    @Override
    public short readShort(int addr) {
        try {
            return bytes.getShort(addr);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Short.BYTES);
        }
    }

    @Override
    public long readU16(int addr) {
        return Short.toUnsignedLong(readShort(addr));
    }

    @Override
    public void writeShort(int addr, short data) {
        try {
            bytes.putShort(addr, data);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Short.BYTES);
        }
    }

    @Override
    public int readInt(int addr) {
        try {
            return bytes.getInt(addr);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Integer.BYTES);
        }
    }

    @Override
    public void writeI32(int addr, int data) {
        try {
            bytes.putInt(addr, data);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Integer.BYTES);
        }
    }

    @Override
    public long readLong(int addr) {
        try {
            return bytes.getLong(addr);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Long.BYTES);
        }
    }

    @Override
    public void writeLong(int addr, long data) {
        try {
            bytes.putLong(addr, data);
        } catch (IndexOutOfBoundsException e) {
            throw trap(addr, Long.BYTES);
        }
    }

    @Override
    public float readFloat(int addr) {
        return Float.intBitsToFloat(readInt(addr));
    }

    /** The raw bits, as the machine keeps floats on its stack. */
    @Override
    public long readF32(int addr) {
        return readInt(addr);
    }

    /** Bit by bit: the payload of a NaN survives. */
    @Override
    public void writeF32(int addr, float data) {
        writeI32(addr, Float.floatToRawIntBits(data));
    }

    @Override
    public double readDouble(int addr) {
        return Double.longBitsToDouble(readLong(addr));
    }

    /** The raw bits, as the machine keeps doubles on its stack. */
    @Override
    public long readF64(int addr) {
        return readLong(addr);
    }

    /** Bit by bit: the payload of a NaN survives. */
    @Override
    public void writeF64(int addr, double data) {
        writeLong(addr, Double.doubleToRawLongBits(data));
    }

    // ---- traps ----

    private void checkRange(int addr, int size) {
        if (addr < 0 || size < 0 || addr > bytes.limit() - size) {
            throw trap(addr, size);
        }
    }

    private WasmRuntimeException trap(int addr, int size) {
        return new WasmRuntimeException(outOfBounds(addr, size));
    }

    /** Begins with the words of the wasm specification's tests. */
    private String outOfBounds(int addr, int size) {
        return "out of bounds memory access: address " + Integer.toUnsignedLong(addr) + ", size "
                + Integer.toUnsignedLong(size) + ", memory " + bytes.limit() + " bytes";
    }
}
