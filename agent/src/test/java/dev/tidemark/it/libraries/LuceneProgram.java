package dev.tidemark.it.libraries;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import dev.tidemark.it.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.store.OutputStreamDataOutput;

/**
 * Lucene's {@code ByteBuffersDataOutput} with blocks that are slices of a tracked buffer. It puts, but where it copies from another
 * input it takes the array of a heap block.
 */
public final class LuceneProgram {
    private static final int ROUNDS = 120;

    /** Bytes per round, before what Lucene copies to larger blocks. */
    private static final int MOST = 60_000;

    /** No arguments. */
    public static void main(String[] arguments) throws IOException {
        Random random = new Random(Seed.of("LuceneProgram"));
        for (RegionKind kind : ReplicatedMemory.KINDS) {
            try (ReplicatedMemory memory = new ReplicatedMemory("lucene", kind)) {
                rounds(memory, random, false);
                memory.expect(Coverage.COMPLETE);
                rounds(memory, random, true);
                memory.expect(kind == RegionKind.HEAP ? Coverage.ARRAY_ESCAPED : Coverage.COMPLETE);
            }
        }
    }

    private LuceneProgram() {}

    private static void rounds(ReplicatedMemory memory, Random random, boolean copies) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Blocks blocks = new Blocks(memory, random.nextInt(ReplicatedMemory.SIZE / 4));
            int minBits = 6 + random.nextInt(6);
            ByteBuffersDataOutput out = new ByteBuffersDataOutput(
                    minBits, minBits + random.nextInt(4), blocks::allocate, ByteBuffersDataOutput.NO_REUSE);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            int least = 1 + random.nextInt(MOST);
            while (out.size() < least) {
                long seed = random.nextLong();
                write(new OutputStreamDataOutput(expected), new Random(seed), copies);
                write(out, new Random(seed), copies);
            }
            memory.judge("round " + i + (copies ? " with copies" : ""), blocks.start, blocks.end);
            if (copies && !Arrays.equals(expected.toByteArray(), out.toArrayCopy())) {
                throw new AssertionError("Lucene wrote something else than it should");
            }
        }
    }

    private static void write(DataOutput out, Random random, boolean copies) throws IOException {
        switch (random.nextInt(copies ? 14 : 12)) {
            case 0 -> out.writeByte((byte) random.nextInt());
            case 1 -> out.writeShort((short) random.nextInt());
            case 2 -> out.writeInt(random.nextInt());
            case 3 -> out.writeLong(random.nextLong());
            case 4 -> out.writeVInt(random.nextInt());
            case 5 -> out.writeVLong(random.nextLong() >>> 1 + random.nextInt(60));
            case 6 -> out.writeZInt(random.nextInt());
            case 7 -> out.writeZLong(random.nextLong());
            case 8 -> out.writeString(Noise.text(random, 4000));
            case 9 -> out.writeMapOfStrings(Map.of(Noise.text(random, 20) + "key", Noise.text(random, 300)));
            case 10 -> {
                byte[] bytes = Noise.bytes(random, 6000);
                out.writeBytes(bytes, bytes.length);
            }
            case 11 -> {
                byte[] bytes = Noise.bytes(random, 6000);
                int from = random.nextInt(bytes.length + 1);
                if (out instanceof ByteBuffersDataOutput buffers) {
                    buffers.writeBytes(ByteBuffer.wrap(bytes, from, bytes.length - from));
                } else {
                    out.writeBytes(bytes, from, bytes.length - from);
                }
            }
            default -> {
                byte[] bytes = Noise.bytes(random, 6000);
                out.copyBytes(new ByteArrayDataInput(bytes), bytes.length);
            }
        }
    }

    /** Hands out one slice after the other. */
    private static final class Blocks {
        private final ReplicatedMemory memory;
        private final int start;
        private int end;

        Blocks(ReplicatedMemory memory, int start) {
            this.memory = memory;
            this.start = start;
            this.end = start;
        }

        ByteBuffer allocate(int size) {
            ByteBuffer block = memory.slice(end, size);
            end += size;
            return block;
        }
    }
}
