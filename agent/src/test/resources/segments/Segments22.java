import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;

/** Memory segments and vectors as writers, JDK 22 and newer. Run from source by the JDK under test; prints how many cases ran. */
public class Segments22 {
    private static final int SIZE = 16 * 1024;
    private static final int PAGE = 64;

    interface Write {
        void to(MemorySegment segment, long at, Random random);
    }

    public static void main(String[] arguments) throws Exception {
        long seed = Long.getLong("tidemark.seed", System.nanoTime());
        Random random = new Random(seed);
        Client client = Tidemark.client("segments");
        Path file = Files.createTempFile("segments", null);
        int cases = 0;
        try (Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Map<String, MemorySegment> segments = new LinkedHashMap<>();
            segments.put("heap", MemorySegment.ofBuffer(ByteBuffer.allocate(SIZE)));
            segments.put("direct", MemorySegment.ofBuffer(ByteBuffer.allocateDirect(SIZE)));
            segments.put("native", arena.allocate(SIZE, 64));
            segments.put("mapped", channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena));
            for (Map.Entry<String, MemorySegment> entry : segments.entrySet()) {
                MemorySegment segment = entry.getValue();
                try (Region region = Tidemark.track(entry.getKey(), segment.asByteBuffer(), PAGE)) {
                    for (Map.Entry<String, Write> write : writes().entrySet()) {
                        for (int round = 0; round < 30; round++) {
                            region.harvest(client);
                            byte[] before = segment.toArray(ValueLayout.JAVA_BYTE);
                            write.getValue().to(segment, random.nextInt(SIZE / 2) & -8, random);
                            byte[] after = segment.toArray(ValueLayout.JAVA_BYTE);
                            for (int i = 0; i < SIZE; i++) {
                                if (before[i] != after[i] && !region.isDirty(client, i, 1)) {
                                    throw new AssertionError("missed byte " + i + ": " + write.getKey() + ", " + entry.getKey()
                                            + ", -Dtidemark.seed=" + seed);
                                }
                            }
                            if (region.dirtyPageCount(client) > 40) {
                                throw new AssertionError("over-marked: " + write.getKey() + ", " + entry.getKey());
                            }
                            cases++;
                        }
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
        System.out.println("cases " + cases);
    }

    private static Map<String, Write> writes() {
        Map<String, Write> writes = new LinkedHashMap<>();
        writes.put("set byte", (s, at, r) -> s.set(ValueLayout.JAVA_BYTE, at + 3, (byte) r.nextInt()));
        writes.put("set boolean", (s, at, r) -> s.set(ValueLayout.JAVA_BOOLEAN, at, r.nextBoolean()));
        writes.put("set short", (s, at, r) -> s.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 63, (short) r.nextInt()));
        writes.put("set char", (s, at, r) -> s.set(ValueLayout.JAVA_CHAR_UNALIGNED, at + 1, (char) r.nextInt()));
        writes.put("set int", (s, at, r) -> s.set(ValueLayout.JAVA_INT_UNALIGNED, at + 61, r.nextInt()));
        writes.put("set long", (s, at, r) -> s.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 57, r.nextLong()));
        writes.put("set float", (s, at, r) -> s.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at + 62, r.nextFloat()));
        writes.put("set double", (s, at, r) -> s.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at + 59, r.nextDouble()));
        VarHandle ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).varHandle();
        writes.put("handle, foreign order", (s, at, r) -> ints.set(s, at + 61, r.nextInt()));
        writes.put("fill", (s, at, r) -> s.asSlice(at + 5, r.nextInt(1500)).fill((byte) r.nextInt()));
        writes.put("small fill", (s, at, r) -> s.asSlice(at + 60, r.nextInt(20)).fill((byte) r.nextInt()));
        writes.put("copy from an array", (s, at, r) ->
                MemorySegment.copy(noise(r, 1000), 0, s, ValueLayout.JAVA_BYTE, at + 7, 1000));
        writes.put("copy from a segment", (s, at, r) ->
                s.asSlice(at + 9, 700).copyFrom(MemorySegment.ofArray(noise(r, 700))));
        writes.put("small copy", (s, at, r) -> s.asSlice(at + 61, 7).copyFrom(MemorySegment.ofArray(noise(r, 7))));
        writes.put("copy within, overlapping", (s, at, r) -> MemorySegment.copy(s, at, s, at + 30, 900));
        writes.put("copy ints swapped", (s, at, r) -> MemorySegment.copy(
                new int[] {r.nextInt(), r.nextInt(), r.nextInt()},
                0,
                s,
                ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN),
                at + 59,
                3));
        writes.put("set string", (s, at, r) -> s.setString(at + 2, "text " + r.nextLong()));
        writes.put("byte vector", (s, at, r) -> ByteVector.broadcast(ByteVector.SPECIES_PREFERRED, (byte) r.nextInt())
                .intoMemorySegment(s, at + 1, ByteOrder.nativeOrder()));
        writes.put("short vector", (s, at, r) -> ShortVector.broadcast(ShortVector.SPECIES_128, (short) r.nextInt())
                .intoMemorySegment(s, at + 55, ByteOrder.nativeOrder()));
        writes.put("int vector", (s, at, r) -> IntVector.broadcast(IntVector.SPECIES_256, r.nextInt())
                .intoMemorySegment(s, at + 44, ByteOrder.BIG_ENDIAN));
        writes.put("double vector", (s, at, r) -> DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, r.nextDouble())
                .intoMemorySegment(s, at + 44, ByteOrder.nativeOrder()));
        writes.put("masked vector", (s, at, r) -> LongVector.broadcast(LongVector.SPECIES_256, r.nextLong())
                .intoMemorySegment(
                        s,
                        at + 40,
                        ByteOrder.nativeOrder(),
                        VectorMask.fromLong(LongVector.SPECIES_256, r.nextInt(16))));
        return writes;
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
