package dev.tidemark.it.libraries;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.ByteBufferInput;
import com.esotericsoftware.kryo.io.ByteBufferOutput;
import com.esotericsoftware.kryo.unsafe.UnsafeByteBufferOutput;
import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Kryo writes into a tracked buffer: {@code ByteBufferOutput} by puts, {@code UnsafeByteBufferOutput} through Unsafe. The first
 * argument says whether the latter is to be used too.
 */
public final class KryoProgram {
    private static final int ROUNDS = 300;
    private static final int MOST = 60_000;

    private KryoProgram() {}

    /** {@code safe} or {@code unsafe}. */
    public static void main(String[] arguments) throws IOException {
        Random random = new Random(Seed.of("KryoProgram"));
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(false);
        boolean unsafe = arguments[0].equals("unsafe");
        for (RegionKind kind : ReplicatedMemory.KINDS) {
            if (unsafe && kind == RegionKind.HEAP) {
                continue; // it refuses heap buffers
            }
            try (ReplicatedMemory memory = new ReplicatedMemory("kryo " + arguments[0], kind)) {
                for (int i = 0; i < ROUNDS; i++) {
                    int from = random.nextInt(ReplicatedMemory.SIZE - MOST);
                    int length = 200 + random.nextInt(random.nextInt(4) == 0 ? MOST - 200 : 900);
                    ByteBuffer slice = memory.slice(from, length);
                    ByteBufferOutput out = unsafe ? new UnsafeByteBufferOutput() : new ByteBufferOutput(slice);
                    out.setBuffer(slice, length);
                    values(out, kryo, random);
                    memory.judge("round " + i, from, from + length);
                }
                ByteBuffer slice = memory.slice(100, MOST);
                ByteBufferOutput out = unsafe ? new UnsafeByteBufferOutput() : new ByteBufferOutput(slice);
                out.setBuffer(slice, MOST);
                Map<String, Object> graph = graph(random);
                kryo.writeClassAndObject(out, graph);
                memory.judge("a graph of objects", 100, 100 + MOST);
                Object read = kryo.readClassAndObject(new ByteBufferInput(memory.slice(100, MOST)));
                if (!graph.equals(read)) {
                    throw new AssertionError("Kryo read something else than it wrote");
                }
                memory.expect(Coverage.COMPLETE);
            }
        }
    }

    /** Values until the space ends, which may leave a part of one behind. */
    private static void values(ByteBufferOutput out, Kryo kryo, Random random) {
        try {
            while (true) {
                value(out, kryo, random);
            }
        } catch (KryoException e) {
            if (!e.getMessage().startsWith("Buffer overflow")) {
                throw e;
            }
        }
    }

    private static void value(ByteBufferOutput out, Kryo kryo, Random random) {
        int n = random.nextInt(random.nextInt(8) == 0 ? 500 : 20);
        switch (random.nextInt(17)) {
            case 0 -> out.writeByte(random.nextInt());
            case 1 -> out.writeShort(random.nextInt());
            case 2 -> out.writeChar((char) random.nextInt());
            case 3 -> out.writeInt(random.nextInt());
            case 4 -> out.writeLong(random.nextLong());
            case 5 -> out.writeFloat(random.nextFloat());
            case 6 -> out.writeDouble(random.nextDouble());
            case 7 -> out.writeVarInt(random.nextInt(), random.nextBoolean());
            case 8 -> out.writeVarLong(random.nextLong(), random.nextBoolean());
            case 9 -> out.writeString(Noise.text(random, 2000));
            case 10 -> out.writeAscii("plain ".repeat(n));
            case 11 -> out.writeBytes(Noise.bytes(random, 3000));
            case 12 -> out.writeInts(random.ints(n).toArray(), 0, n);
            case 13 -> out.writeLongs(random.longs(n).toArray(), 0, n);
            case 14 -> out.writeDoubles(random.doubles(n).toArray(), 0, n);
            case 15 -> out.writeBooleans(new boolean[n], 0, n);
            default -> kryo.writeClassAndObject(out, graph(random));
        }
    }

    private static Map<String, Object> graph(Random random) {
        Map<String, Object> graph = new TreeMap<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            graph.put("key " + i, i % 2 == 0 ? Noise.text(random, 100) : new ArrayList<>(List.of(i, "item", 1.5)));
        }
        return graph;
    }
}
