package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is read is what is sent, in frames that the protocol allows, however pages of zeros and equal pages lie between others. */
class PageReaderTest {
    private static final int CASES = 200;

    /** Puts frames where they say, as a replica would. */
    private static final class Replayed implements Sink {
        private final byte[] bytes;
        private final int block;
        private long frames;
        private long content;

        Replayed(byte[] bytes, int block) {
            this.bytes = bytes;
            this.block = block;
        }

        @Override
        public void take(Batch batch) {
            ByteBuffer in = batch.view();
            int payload = 0;
            while (in.hasRemaining()) {
                int length = in.getInt();
                int end = in.position() + Protocol.FRAME_HEAD - 4 + length;
                in.position(in.position() + Protocol.FRAME_HEAD - 4);
                int offset = (int) in.getLong();
                int run = in.getInt();
                int encoding = in.get();
                assertTrue(run > 0 && run <= Protocol.MAX_RUN && offset % block == 0);
                assertTrue(run % block == 0 || offset + run == bytes.length);
                assertEquals(encoding == Protocol.RAW ? run : 0, end - in.position());
                Arrays.fill(bytes, offset, offset + run, (byte) 0);
                in.get(bytes, offset, end - in.position());
                assertEquals(end, in.position());
                frames++;
                payload += length;
                content += encoding == Protocol.RAW ? run : 0;
            }
            assertEquals(payload, batch.payload());
            assertTrue(batch.size() <= Batch.BYTES);
        }
    }

    @Test
    void framesHoldWhatWasRead() throws IOException {
        SplittableRandom random = new SplittableRandom(Seed.of("PageReaderTest"));
        long frames = 0;
        for (int i = 0; i < CASES; i++) {
            int pageSize = 64 << random.nextInt(16);
            int size = 1 + random.nextInt(Math.min(4 << 20, pageSize * (1 + random.nextInt(100))));
            byte[] there = new byte[size];
            random.nextBytes(there); // what it holds must not matter
            ByteBuffer memory = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
            try (TrackedRegion region =
                    (TrackedRegion) new RegionTracker(4096, () -> {}).track("ram", memory, pageSize)) {
                PageReader reader = new PageReader(region, random.nextBoolean());
                Replayed replayed = new Replayed(there, Math.min(pageSize, Protocol.MAX_RUN));
                write(memory, pageSize, random);
                reader.readAll(replayed);
                reader.flush(replayed);
                for (int round = 0; round < 3; round++) {
                    assertArrayEquals(copy(memory), there, pageSize + " in round " + round);
                    write(memory, pageSize, random);
                    boolean staged = random.nextBoolean();
                    Staging staging = new Staging(size);
                    for (int at = 0; at < size; ) { // in runs
                        int pages = 1 + random.nextInt(40);
                        int length = (int) Math.min((long) pages * pageSize, size - at);
                        if (staged) {
                            staging.copy(region, at, length);
                        } else {
                            reader.read(at, length, replayed);
                        }
                        at += length;
                    }
                    if (staged) {
                        byte[] then = copy(memory);
                        write(memory, pageSize, random); // what is staged is of before
                        staging.drain((offset, from, start, length) -> {
                            assertArrayEquals(
                                    Arrays.copyOfRange(then, (int) offset, (int) offset + length),
                                    Arrays.copyOfRange(from, start, start + length));
                            reader.cut(offset, from, start, length, replayed);
                        });
                        memory.put(0, then);
                    }
                    reader.flush(replayed);
                }
                assertEquals(replayed.frames, reader.takeFrames());
                frames += replayed.frames;
            }
        }
        System.out.println("PageReaderTest: " + CASES + " regions in " + frames + " frames, 0 bytes differ");
    }

    /** Some pages: bytes, zeros, or what is there. */
    private static void write(ByteBuffer memory, int pageSize, SplittableRandom random) {
        for (int page = 0; page * (long) pageSize < memory.capacity(); page++) {
            int at = page * pageSize;
            int length = Math.min(pageSize, memory.capacity() - at);
            byte[] bytes = new byte[length];
            int kind = random.nextInt(3);
            if (kind > 0) {
                if (kind == 1) {
                    random.nextBytes(bytes);
                }
                memory.put(at, bytes);
            }
        }
    }

    private static byte[] copy(ByteBuffer memory) {
        byte[] bytes = new byte[memory.capacity()];
        memory.get(0, bytes);
        return bytes;
    }
}
