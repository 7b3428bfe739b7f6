package dev.tidemark.it.libraries;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * Protobuf's {@code CodedOutputStream} on a tracked buffer. Of a heap buffer it takes the array and writes that; direct buffers it
 * puts to, or in version 3 pokes through Unsafe.
 */
public final class ProtobufProgram {
    private static final int ROUNDS = 200;
    private static final int MOST = 60_000;

    private ProtobufProgram() {}

    /** No arguments. */
    public static void main(String[] arguments) throws IOException {
        Random random = new Random(Seed.of("ProtobufProgram"));
        for (RegionKind kind : ReplicatedMemory.KINDS) {
            try (ReplicatedMemory memory = new ReplicatedMemory("protobuf", kind)) {
                for (int i = 0; i < ROUNDS; i++) {
                    int from = random.nextInt(ReplicatedMemory.SIZE - MOST);
                    int length = 100 + random.nextInt(random.nextInt(4) == 0 ? MOST - 100 : 900);
                    round(memory, from, memory.slice(from, length), random, i);
                }
                memory.expect(kind == RegionKind.HEAP ? Coverage.ARRAY_ESCAPED : Coverage.COMPLETE);
                byte[] text = new byte[5000];
                random.nextBytes(text);
                ByteString rope = ByteString.copyFrom(text).concat(ByteString.copyFrom(text));
                ByteBuffer target = memory.slice(777, rope.size());
                rope.copyTo(target);
                memory.judge("copyTo", 777, 777 + rope.size());
            }
        }
        CodedOutputStream direct = CodedOutputStream.newInstance(ByteBuffer.allocateDirect(10));
        System.out.println("direct buffers are written by " + direct.getClass().getSimpleName());
    }

    /** Writes until the space ends, which may leave a part of a value behind, and has the same written to an array. */
    private static void round(ReplicatedMemory memory, int from, ByteBuffer slice, Random random, int number)
            throws IOException {
        CodedOutputStream out = CodedOutputStream.newInstance(slice);
        byte[] expected = new byte[slice.capacity()];
        CodedOutputStream twin = CodedOutputStream.newInstance(expected);
        int whole = 0;
        try {
            while (true) {
                long seed = random.nextLong();
                write(twin, new Random(seed));
                write(out, new Random(seed));
                whole = out.getTotalBytesWritten();
            }
        } catch (CodedOutputStream.OutOfSpaceException e) {
            overflow(out, random);
        }
        byte[] written = new byte[whole];
        slice.get(0, written);
        if (!Arrays.equals(written, Arrays.copyOf(expected, whole))) {
            throw new AssertionError("protobuf wrote something else than it should");
        }
        memory.judge("round " + number, from, from + slice.capacity());
    }

    /** Hardly any space is left; some encoders of version 3 report that as the buffer does. */
    private static void overflow(CodedOutputStream out, Random random) throws IOException {
        try {
            out.writeFixed64NoTag(random.nextLong());
            out.writeStringNoTag("a string that finds no space ".repeat(30));
        } catch (CodedOutputStream.OutOfSpaceException | IndexOutOfBoundsException e) {
            // as intended: a part may have been written
        }
    }

    private static void write(CodedOutputStream out, Random random) throws IOException {
        switch (random.nextInt(14)) {
            case 0 -> out.writeInt32(3, random.nextInt());
            case 1 -> out.writeFixed32(4, random.nextInt());
            case 2 -> out.writeFixed64(5, random.nextLong());
            case 3 -> out.writeSInt64(6, random.nextLong());
            case 4 -> out.writeDouble(700, random.nextDouble());
            case 5 -> out.writeBool(8, random.nextBoolean());
            case 6 -> out.writeString(9, Noise.text(random, 3000));
            case 7 -> out.writeByteArray(10, Noise.bytes(random, 3000));
            case 8 -> out.writeByteBuffer(11, ByteBuffer.wrap(Noise.bytes(random, 3000)));
            case 9 -> out.writeBytes(12, ByteString.copyFrom(Noise.bytes(random, 3000)));
            case 10 -> out.writeRawBytes(Noise.bytes(random, 3000));
            case 11 -> {
                byte[] bytes = Noise.bytes(random, 300);
                out.writeRawBytes(
                        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
            }
            case 12 -> out.write((byte) random.nextInt());
            default -> message(random).writeTo(out);
        }
    }

    private static Struct message(Random random) {
        Struct.Builder struct = Struct.newBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            Value value = i % 2 == 0
                    ? Value.newBuilder().setNumberValue(random.nextDouble()).build()
                    : Value.newBuilder().setStringValue(Noise.text(random, 500)).build();
            struct.putFields("field " + i, value);
        }
        return struct.build();
    }
}
