import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import jdk.incubator.foreign.MemoryAccess;
import jdk.incubator.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/** Memory segments and vectors as writers, JDK 17's incubator. Run from source by that JDK; prints how many cases ran. */
public class Segments17 {
    private static final int SIZE = 16 * 1024;
    private static final int PAGE = 64;

    interface Write {
        void to(ByteBuffer buffer, int at, Random random);
    }

    public static void main(String[] arguments) {
        long seed = Long.getLong("tidemark.seed", System.nanoTime());
        Random random = new Random(seed);
        Client client = Tidemark.client("segments");
        int cases = 0;
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(SIZE), ByteBuffer.allocateDirect(SIZE)}) {
            try (Region region = Tidemark.track("r", buffer, PAGE)) {
                for (Map.Entry<String, Write> write : writes().entrySet()) {
                    for (int round = 0; round < 30; round++) {
                        region.harvest(client);
                        byte[] before = bytes(buffer);
                        write.getValue().to(buffer, random.nextInt(SIZE / 2) & -8, random);
                        byte[] after = bytes(buffer);
                        for (int i = 0; i < SIZE; i++) {
                            if (before[i] != after[i] && !region.isDirty(client, i, 1)) {
                                throw new AssertionError("missed byte " + i + ": " + write.getKey() + ", -Dtidemark.seed=" + seed);
                            }
                        }
                        if (region.dirtyPageCount(client) > 40) {
                            throw new AssertionError("over-marked: " + write.getKey());
                        }
                        cases++;
                    }
                }
            }
        }
        System.out.println("cases " + cases);
    }

    private static Map<String, Write> writes() {
        Map<String, Write> writes = new LinkedHashMap<>();
        writes.put("set byte", (b, at, r) -> MemoryAccess.setByteAtOffset(segment(b), at + 3, (byte) r.nextInt()));
        writes.put("set short", (b, at, r) -> MemoryAccess.setShortAtOffset(segment(b), at + 63, (short) r.nextInt()));
        writes.put("set int", (b, at, r) ->
                MemoryAccess.setIntAtOffset(segment(b), at + 61, ByteOrder.BIG_ENDIAN, r.nextInt()));
        writes.put("set long", (b, at, r) -> MemoryAccess.setLongAtOffset(segment(b), at + 57, r.nextLong()));
        writes.put("set double", (b, at, r) -> MemoryAccess.setDoubleAtOffset(segment(b), at + 59, r.nextDouble()));
        writes.put("fill", (b, at, r) -> segment(b).asSlice(at + 5, r.nextInt(1500)).fill((byte) r.nextInt()));
        writes.put("copy", (b, at, r) -> segment(b).asSlice(at + 9, 700).copyFrom(MemorySegment.ofArray(noise(r, 700))));
        writes.put("byte vector", (b, at, r) -> ByteVector.broadcast(ByteVector.SPECIES_PREFERRED, (byte) r.nextInt())
                .intoByteBuffer(b, at + 1, ByteOrder.nativeOrder()));
        writes.put("int vector", (b, at, r) -> IntVector.broadcast(IntVector.SPECIES_256, r.nextInt())
                .intoByteBuffer(b, at + 44, ByteOrder.BIG_ENDIAN));
        writes.put("double vector", (b, at, r) -> DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, r.nextDouble())
                .intoByteBuffer(b, at + 44, ByteOrder.nativeOrder()));
        writes.put("masked vector", (b, at, r) -> LongVector.broadcast(LongVector.SPECIES_256, r.nextLong())
                .intoByteBuffer(
                        b, at + 40, ByteOrder.nativeOrder(), VectorMask.fromLong(LongVector.SPECIES_256, r.nextInt(16))));
        return writes;
    }

    private static MemorySegment segment(ByteBuffer buffer) {
        return MemorySegment.ofByteBuffer(buffer.duplicate().clear());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[SIZE];
        buffer.duplicate().clear().get(bytes);
        return bytes;
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
