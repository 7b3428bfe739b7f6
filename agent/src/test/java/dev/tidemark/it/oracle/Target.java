package dev.tidemark.it.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Random;

/** What an operation writes to, and where. Made for one run. */
final class Target {
    private final Memory memory;
    private final ByteOrder order;
    private final boolean aligned;
    private final Random random;
    private final BitSet touched = new BitSet(Memory.SIZE / Memory.PAGE);

    private byte[] before;

    Target(Memory memory, ByteOrder order, boolean aligned, Random random) {
        this.memory = memory;
        this.order = order;
        this.aligned = aligned;
        this.random = random;
    }

    /**
     * What was written until now is preparation: the pages are clean again, and the bytes are what they are. The judge calls it
     * before the operation, which may call it again.
     */
    void begin() {
        memory.region().harvest(Oracle.CLIENT);
        before = memory.bytes();
        touched.clear();
    }

    /** The bytes at the last {@link #begin}. */
    byte[] before() {
        return before;
    }

    Kind kind() {
        return memory.kind();
    }

    ByteOrder order() {
        return order;
    }

    boolean aligned() {
        return aligned;
    }

    Random random() {
        return random;
    }

    /** All of the memory, in the run's byte order. */
    ByteBuffer buffer() {
        return memory.view().order(order);
    }

    /** All of the memory; position and limit enclose {@code length} bytes {@linkplain #at somewhere} inside. */
    ByteBuffer window(int length) {
        int at = at(length);
        return buffer().limit(at + length).position(at);
    }

    /** The array of heap memory, else null. */
    byte[] array() {
        return memory.array();
    }

    /** Address of index 0, or its offset in the array as Unsafe counts it. */
    long start() {
        return memory.start();
    }

    /**
     * An index for {@code length} bytes, often where a page begins or ends. In an aligned run the byte there lies at a multiple of
     * 8 in memory, in the others at an odd place.
     */
    int at(int length) {
        int last = Memory.SIZE - length;
        int near =
                switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> last;
                    case 2 -> random.nextInt(last + 1);
                    default -> random.nextInt(last / Memory.PAGE + 1) * Memory.PAGE - random.nextInt(9);
                };
        int off = (int) (memory.start() + near & 7);
        int at = aligned ? near - off : near - off + 1 + 2 * random.nextInt(4);
        while (at < 0) {
            at += 8;
        }
        while (at > last) {
            at -= 8;
        }
        return at;
    }

    /** As {@link #at}, at a multiple of 8 in memory in every run. */
    int alignedAt(int length) {
        int at = at(length);
        at -= (int) (memory.start() + at & 7);
        return at < 0 ? at + 8 : at;
    }

    /** What is at an index now, in the platform's byte order, as a boxed value. */
    Object value(Class<?> type, int index) {
        ByteBuffer bytes = ByteBuffer.wrap(memory.bytes()).order(ByteOrder.nativeOrder());
        return switch (type.getName()) {
            case "boolean" -> bytes.get(index) != 0;
            case "byte" -> bytes.get(index);
            case "char" -> bytes.getChar(index);
            case "short" -> bytes.getShort(index);
            case "int" -> bytes.getInt(index);
            case "float" -> bytes.getFloat(index);
            case "long" -> bytes.getLong(index);
            default -> bytes.getDouble(index);
        };
    }

    /** The operation writes {@code length} bytes from {@code index} on, and no others. */
    void touched(int index, int length) {
        if (length > 0) {
            touched.set(index / Memory.PAGE, (index + length - 1) / Memory.PAGE + 1);
        }
    }

    BitSet touchedPages() {
        return touched;
    }

    byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return memory.kind() + " " + order + (aligned ? " aligned" : " unaligned");
    }
}
