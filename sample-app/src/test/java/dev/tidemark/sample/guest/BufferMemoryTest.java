package dev.tidemark.sample.guest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferMemoryTest {
    private static final int PAGE = Memory.PAGE_SIZE;
    private static final int OPERATIONS = 20_000;

    /** Every operation against a plain array, in place and over the edge; the whole memory is compared now and then. */
    @ParameterizedTest
    @EnumSource(MemoryKind.class)
    void doesWhatAnArrayDoes(MemoryKind kind) throws IOException {
        long seed = new Random().nextLong();
        try (GuestRam ram = GuestRam.allocate(kind, 3 * PAGE)) {
            BufferMemory memory = new BufferMemory(ram.buffer(), new MemoryLimits(1, 3));
            Model model = new Model(3 * PAGE, PAGE);
            Random random = new Random(seed);
            for (int i = 0; i < OPERATIONS; i++) {
                String where = "seed " + seed + ", operation " + i;
                step(random, memory, model, where);
                if (i % 500 == 0 || i == OPERATIONS - 1) {
                    assertArrayEquals(Arrays.copyOf(model.bytes, model.size), memory.readBytes(0, model.size), where);
                }
            }
        }
    }

    private static void step(Random random, BufferMemory memory, Model model, String where) {
        int at = address(random, model.size);
        int length = random.nextInt(8) == 0 ? random.nextInt(PAGE) : random.nextInt(40);
        long value = random.nextLong();
        int operation = random.nextInt(15);
        if (operation == 14 && random.nextInt(2000) > 0) {
            operation = 11;
        }
        switch (operation) {
            case 0 ->
                both(model.fits(at, 1), where, () -> memory.writeByte(at, (byte) value), () -> model.put(at, value, 1));
            case 1 ->
                both(
                        model.fits(at, 2),
                        where,
                        () -> memory.writeShort(at, (short) value),
                        () -> model.put(at, value, 2));
            case 2 ->
                both(model.fits(at, 4), where, () -> memory.writeI32(at, (int) value), () -> model.put(at, value, 4));
            case 3 -> both(model.fits(at, 8), where, () -> memory.writeLong(at, value), () -> model.put(at, value, 8));
            case 4 -> {
                float number = random.nextFloat();
                both(
                        model.fits(at, 4),
                        where,
                        () -> memory.writeF32(at, number),
                        () -> model.put(at, Float.floatToRawIntBits(number), 4));
            }
            case 5 -> {
                double number = random.nextDouble();
                both(
                        model.fits(at, 8),
                        where,
                        () -> memory.writeF64(at, number),
                        () -> model.put(at, Double.doubleToRawLongBits(number), 8));
            }
            case 6 -> both(model.fits(at, 1), where, () -> assertBytes(memory, model, at, where), () -> {});
            case 7 -> both(model.fits(at, 2), where, () -> assertShorts(memory, model, at, where), () -> {});
            case 8 -> both(model.fits(at, 4), where, () -> assertInts(memory, model, at, where), () -> {});
            case 9 -> both(model.fits(at, 8), where, () -> assertLongs(memory, model, at, where), () -> {});
            case 10 -> {
                byte[] data = new byte[length + 5];
                random.nextBytes(data);
                both(
                        model.fits(at, length),
                        where,
                        () -> memory.write(at, data, 5, length),
                        () -> System.arraycopy(data, 5, model.bytes, at, length));
            }
            case 11 ->
                both(
                        model.fits(at, length),
                        where,
                        () -> {
                            byte[] found = memory.readBytes(at, length);
                            assertArrayEquals(Arrays.copyOfRange(model.bytes, at, at + length), found);
                        },
                        () -> {});
            case 12 -> {
                byte fill = (byte) (random.nextInt(4) == 0 ? value : 0);
                both(
                        model.fits(at, length),
                        where,
                        () -> memory.fill(fill, at, at + length),
                        () -> Arrays.fill(model.bytes, at, at + length, fill));
            }
            case 13 -> {
                // Half of them overlap.
                int to = random.nextBoolean()
                        ? at + random.nextInt(2 * length + 1) - length
                        : address(random, model.size);
                both(
                        model.fits(at, length) && model.fits(to, length),
                        where,
                        () -> memory.copy(to, at, length),
                        () -> System.arraycopy(model.bytes, at, model.bytes, to, length));
            }
            default -> {
                int before = model.size / PAGE;
                int by = random.nextInt(3);
                boolean possible = before + by <= 3;
                assertEquals(possible ? before : -1, memory.grow(by), where);
                model.size += possible ? by * PAGE : 0;
                assertEquals(model.size / PAGE, memory.pages(), where);
            }
        }
    }

    /** Mostly inside, often at the end, sometimes outside or with the sign bit set. */
    private static int address(Random random, int size) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> size - random.nextInt(20);
            case 2 -> random.nextInt();
            case 3 -> size + random.nextInt(PAGE);
            default -> random.nextInt(size);
        };
    }

    private static void both(boolean fits, String where, Executable onMemory, Runnable onModel) {
        if (fits) {
            try {
                onMemory.execute();
            } catch (Throwable e) {
                throw new AssertionError(where, e);
            }
            onModel.run();
        } else {
            WasmRuntimeException trap = assertThrows(WasmRuntimeException.class, onMemory, where);
            assertTrue(trap.getMessage().startsWith("out of bounds memory access"), trap.getMessage());
        }
    }

    private static void assertBytes(BufferMemory memory, Model model, int at, String where) {
        assertEquals((byte) model.get(at, 1), memory.read(at), where);
        assertEquals(model.get(at, 1), memory.readU8(at), where);
        assertEquals((byte) model.get(at, 1), memory.readI8(at), where);
    }

    private static void assertShorts(BufferMemory memory, Model model, int at, String where) {
        assertEquals((short) model.get(at, 2), memory.readShort(at), where);
        assertEquals(model.get(at, 2), memory.readU16(at), where);
        assertEquals((short) model.get(at, 2), memory.readI16(at), where);
    }

    private static void assertInts(BufferMemory memory, Model model, int at, String where) {
        assertEquals((int) model.get(at, 4), memory.readInt(at), where);
        assertEquals((int) model.get(at, 4), memory.readI32(at), where);
        assertEquals(model.get(at, 4), memory.readU32(at), where);
        assertEquals((int) model.get(at, 4), memory.readF32(at), where);
        assertEquals(Float.intBitsToFloat((int) model.get(at, 4)), memory.readFloat(at), where);
    }

    private static void assertLongs(BufferMemory memory, Model model, int at, String where) {
        assertEquals(model.get(at, 8), memory.readLong(at), where);
        assertEquals(model.get(at, 8), memory.readI64(at), where);
        assertEquals(model.get(at, 8), memory.readF64(at), where);
        assertEquals(Double.longBitsToDouble(model.get(at, 8)), memory.readDouble(at), where);
    }

    @Test
    void segmentsAreLoadedAndDropped() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.DIRECT, PAGE)) {
            BufferMemory memory = new BufferMemory(ram.buffer(), new MemoryLimits(1, 1));
            memory.initialize(
                    null, new DataSegment[] {active(PAGE - 3, 1, 2, 3), new PassiveDataSegment(new byte[] {7, 8, 9})});
            assertArrayEquals(new byte[] {0, 1, 2, 3}, memory.readBytes(PAGE - 4, 4));

            memory.initPassiveSegment(1, 100, 1, 2);
            assertArrayEquals(new byte[] {0, 8, 9, 0}, memory.readBytes(99, 4));
            assertThrows(WasmRuntimeException.class, () -> memory.initPassiveSegment(1, 100, 2, 2));

            memory.drop(1);
            assertThrows(WasmRuntimeException.class, () -> memory.initPassiveSegment(1, 100, 0, 1));
            assertThrows(
                    UninstantiableException.class,
                    () -> memory.initialize(null, new DataSegment[] {active(PAGE - 2, 1, 2, 3)}));
        }
    }

    private static DataSegment active(int at, int... values) {
        byte[] data = new byte[values.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) values[i];
        }
        return new ActiveDataSegment(
                0,
                List.of(
                        new Instruction(0, OpCode.I32_CONST, new long[] {at}),
                        new Instruction(1, OpCode.END, new long[] {})),
                data);
    }

    @Test
    void growingRevealsZeroesAndKeepsTheBuffer() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.HEAP, 2 * PAGE)) {
            BufferMemory memory = new BufferMemory(ram.buffer(), new MemoryLimits(1));
            assertEquals(2, memory.maximumPages());
            assertThrows(WasmRuntimeException.class, () -> memory.writeByte(PAGE, (byte) 1));
            assertEquals(1, memory.grow(1));
            assertEquals(0, memory.read(PAGE));
            memory.writeByte(PAGE, (byte) 5);
            assertEquals(5, ram.buffer().get(PAGE));
            assertEquals(-1, memory.grow(1));
            assertEquals(-1, memory.grow(Integer.MAX_VALUE));
            assertEquals(2, memory.grow(0));
        }
    }

    @Test
    void zeroClearsEverythingInUse() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.DIRECT, PAGE)) {
            BufferMemory memory = new BufferMemory(ram.buffer(), new MemoryLimits(1, 1));
            memory.fill((byte) 3, 0, PAGE);
            memory.zero();
            assertArrayEquals(new byte[PAGE], memory.readBytes(0, PAGE));
        }
    }

    @Test
    void whatItCannotDoItRefuses() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.HEAP, PAGE)) {
            assertThrows(UninstantiableException.class, () -> new BufferMemory(ram.buffer(), new MemoryLimits(2, 4)));
            assertThrows(
                    UninstantiableException.class, () -> new BufferMemory(ram.buffer(), new MemoryLimits(1, 1, true)));
            BufferMemory memory = new BufferMemory(ram.buffer(), new MemoryLimits(1, 1));
            assertThrows(ChicoryException.class, () -> memory.waitOn(0, 0, 0L));
            assertThrows(ChicoryException.class, () -> memory.waitOn(0, 0L, 0L));
            assertEquals(0, memory.notify(0, 1));
            assertThrows(IllegalArgumentException.class, () -> memory.resize(2));
        }
    }

    /** The array that says what must come out; little-endian, byte by byte. */
    private static final class Model {
        final byte[] bytes;
        int size;

        Model(int capacity, int size) {
            this.bytes = new byte[capacity];
            this.size = size;
        }

        boolean fits(int at, int length) {
            return at >= 0 && (long) at + length <= size;
        }

        void put(int at, long value, int length) {
            for (int i = 0; i < length; i++) {
                bytes[at + i] = (byte) (value >>> (8 * i));
            }
        }

        /** 0 where memory must trap: the model is asked first. */
        long get(int at, int length) {
            long value = 0;
            for (int i = 0; i < length && fits(at, length); i++) {
                value |= (bytes[at + i] & 0xFFL) << (8 * i);
            }
            return value;
        }
    }
}
