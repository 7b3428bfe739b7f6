package dev.tidemark.it.libraries;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import dev.tidemark.it.Seed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Netty's buffers around a tracked buffer. Around a heap buffer they take its array; direct memory they poke through Unsafe, or put
 * to where there is none.
 */
public final class NettyProgram {
    private static final int ROUNDS = 250;
    private static final int MOST = 60_000;

    private final Random random = new Random(Seed.of("NettyProgram"));
    private final Path file;

    private NettyProgram() throws IOException {
        byte[] noise = new byte[8000];
        random.nextBytes(noise);
        file = Files.write(Files.createTempFile("netty", ".bin"), noise);
    }

    /** No arguments. */
    public static void main(String[] arguments) throws IOException {
        System.out.println("Unsafe: " + PlatformDependent.hasUnsafe());
        NettyProgram program = new NettyProgram();
        try {
            for (RegionKind kind : ReplicatedMemory.KINDS) {
                program.run(kind);
            }
        } finally {
            Files.delete(program.file);
        }
    }

    private void run(RegionKind kind) throws IOException {
        try (ReplicatedMemory memory = new ReplicatedMemory("netty", kind)) {
            for (int i = 0; i < ROUNDS; i++) {
                int from = random.nextInt(ReplicatedMemory.SIZE - MOST);
                int length = 100 + random.nextInt(random.nextInt(4) == 0 ? MOST - 100 : 900);
                ByteBuf buffer = wrap(memory.slice(from, length), i % 3 == 2);
                if (i < 3) {
                    System.out.println(kind + " written by " + buffer.getClass().getSimpleName());
                }
                ByteBuf twin = Unpooled.buffer(length, length).writeZero(length);
                twin.setBytes(0, buffer, 0, length);
                buffer.clear().writeInt(~i);
                twin.clear().writeInt(~i);
                fill(buffer, twin);
                memory.judge("round " + i, from, from + length);
            }
            memory.expect(kind == RegionKind.HEAP ? Coverage.ARRAY_ESCAPED : Coverage.COMPLETE);
        }
    }

    /** One buffer around all bytes, or a composite of three. */
    private static ByteBuf wrap(ByteBuffer slice, boolean composite) {
        if (!composite) {
            return Unpooled.wrappedBuffer(slice);
        }
        int third = slice.capacity() / 3;
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(slice.slice(0, third));
        parts.add(slice.slice(third, third));
        parts.add(slice.slice(2 * third, slice.capacity() - 2 * third));
        return Unpooled.wrappedBuffer(parts.toArray(new ByteBuffer[0]));
    }

    /** The same operations on both, until the space ends. */
    private void fill(ByteBuf buffer, ByteBuf twin) throws IOException {
        for (int i = 0; i < 2000; i++) {
            long seed = random.nextLong();
            if (!write(buffer, new Random(seed))) {
                return;
            }
            write(twin, new Random(seed));
            if (!buffer.equals(twin)) {
                throw new AssertionError("Netty wrote something else than it should: " + buffer + " and " + twin);
            }
        }
    }

    private boolean write(ByteBuf out, Random random) throws IOException {
        byte[] bytes = Noise.bytes(random, 3000);
        int number = random.nextInt();
        int operation = random.nextInt(30);
        if (out.writableBytes() < 4 * bytes.length + 16) {
            try {
                out.setBytes(out.capacity() - 3, new byte[] {1, 2, 3, 4});
                throw new AssertionError("Netty wrote past the end");
            } catch (IndexOutOfBoundsException e) {
                return false;
            }
        }
        switch (operation) {
            case 0 -> out.writeByte(number);
            case 1 -> out.writeShort(number);
            case 2 -> out.writeShortLE(number);
            case 3 -> out.writeMedium(number);
            case 4 -> out.writeMediumLE(number);
            case 5 -> out.writeInt(number);
            case 6 -> out.writeIntLE(number);
            case 7 -> out.writeLong(random.nextLong());
            case 8 -> out.writeLongLE(random.nextLong());
            case 9 -> out.writeFloat(random.nextFloat());
            case 10 -> out.writeDoubleLE(random.nextDouble());
            case 11 -> out.writeChar(number);
            case 12 -> out.writeBoolean(random.nextBoolean());
            case 13 -> out.writeBytes(bytes);
            case 14 -> out.writeBytes(ByteBuffer.wrap(bytes));
            case 15 ->
                out.writeBytes(
                        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
            case 16 -> out.writeBytes(Unpooled.wrappedBuffer(bytes));
            case 17 -> out.writeBytes(Unpooled.directBuffer(bytes.length + 1).writeBytes(bytes));
            case 18 -> out.writeBytes(new ByteArrayInputStream(bytes), bytes.length);
            case 19 -> {
                try (FileChannel channel = FileChannel.open(file)) {
                    out.writeBytes(channel, bytes.length);
                    out.writeBytes(channel, 3, bytes.length);
                }
            }
            case 20 -> out.setIndex(0, 0).writeBytes(bytes);
            case 21 -> out.writeZero(bytes.length);
            case 22 -> out.writeCharSequence(Noise.text(random, bytes.length), StandardCharsets.UTF_8);
            case 23 -> ByteBufUtil.writeUtf8(out, Noise.text(random, bytes.length));
            case 24 -> ByteBufUtil.writeAscii(out, "plain text");
            case 25 ->
                out.setCharSequence(out.writerIndex(), Noise.text(random, bytes.length), StandardCharsets.UTF_16BE);
            case 26 -> out.writeLong(0).setLong(random.nextInt(out.writerIndex() - 7), random.nextLong());
            case 27 -> out.slice(out.writerIndex(), 9).setInt(1, number).setByte(0, 1);
            case 28 -> {
                if (out.nioBufferCount() == 1) {
                    out.nioBuffer(out.writerIndex(), 8).putLong(random.nextLong());
                } else {
                    out.setLong(out.writerIndex(), random.nextLong());
                }
            }
            default -> {
                out.skipBytes(random.nextInt(out.readableBytes() + 1)).discardReadBytes();
            }
        }
        return true;
    }
}
