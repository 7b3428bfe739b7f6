package dev.tidemark.it.living;

import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A few writes for each row of the hook table: whoever takes a class's hooks away makes one of them a missed write. */
final class HookRows {
    private static final int LENGTH = 4000;

    private final Random random;
    private final byte[] noise = new byte[LENGTH];
    private final Map<String, Row> rows = new LinkedHashMap<>();

    HookRows(Random random) {
        this.random = random;
        rows.put("ScopedMemoryAccess", this::puts);
        rows.put("HeapByteBuffer", this::heapPuts);
        rows.put("VarHandleByteArrayAs$ByteBufferHandle", this::handles);
        rows.put("sun.misc.Unsafe", this::unsafe);
        rows.put("IOUtil", this::file);
        rows.put("DatagramChannelImpl", this::datagram);
        rows.put("Inflater and Deflater", this::zip);
        rows.put("Cipher", this::cipher);
        rows.put("CharsetEncoder", this::encoder);
    }

    /** Writes {@code times} times through every row into {@code memory}, and judges each. */
    void run(ReplicatedMemory memory, RegionKind kind, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            for (Map.Entry<String, Row> row : rows.entrySet()) {
                random.nextBytes(noise);
                int from = random.nextInt(ReplicatedMemory.SIZE - LENGTH);
                row.getValue().write(memory.slice(from, LENGTH), kind);
                memory.judge(row.getKey(), from, from + LENGTH);
            }
        }
    }

    private void puts(ByteBuffer b, RegionKind kind) {
        b.putLong(8, random.nextLong()).putInt(100, random.nextInt());
        b.put(200, ByteBuffer.wrap(noise), 0, 700);
        b.asLongBuffer().put(300, random.nextLong());
    }

    private void heapPuts(ByteBuffer b, RegionKind kind) {
        b.put((byte) random.nextInt()).put(500, (byte) random.nextInt());
        b.put(noise, 0, 300).put(1000, noise, 3, 500);
        b.position(3000).compact();
    }

    private void handles(ByteBuffer b, RegionKind kind) {
        VarHandle longs = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
        longs.set(b, 1003, random.nextLong());
        if (kind != RegionKind.HEAP) {
            long ignored = (long) longs.getAndAdd(
                    b, b.alignmentOffset(0, 8) == 0 ? 0 : 8 - b.alignmentOffset(0, 8), random.nextLong());
        }
    }

    private void unsafe(ByteBuffer b, RegionKind kind) throws ReflectiveOperationException {
        if (kind == RegionKind.HEAP) {
            b.putLong(0, random.nextLong());
            return; // without the array there is nothing to poke
        }
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        Method offset = type.getMethod("objectFieldOffset", Field.class);
        long at = (Long) type.getMethod("getLong", Object.class, long.class)
                .invoke(unsafe, b, offset.invoke(unsafe, Buffer.class.getDeclaredField("address")));
        type.getMethod("putLong", long.class, long.class).invoke(unsafe, at + 123, random.nextLong());
        type.getMethod("setMemory", long.class, long.class, byte.class)
                .invoke(unsafe, at + 1000, 500L, (byte) random.nextInt());
    }

    private void file(ByteBuffer b, RegionKind kind) throws IOException {
        Path file = Files.write(Files.createTempFile("rows", ".bin"), noise);
        try (FileChannel channel = FileChannel.open(file)) {
            channel.read(b.limit(1500));
            b.clear();
            channel.read(new ByteBuffer[] {b.slice(1500, 100), b.slice(1700, 300)});
        } finally {
            Files.delete(file);
        }
    }

    private void datagram(ByteBuffer b, RegionKind kind) throws IOException {
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (DatagramChannel in = DatagramChannel.open().bind(here);
                DatagramChannel out = DatagramChannel.open()) {
            out.send(ByteBuffer.wrap(noise, 0, 900), in.getLocalAddress());
            in.receive(b);
        }
    }

    private void zip(ByteBuffer b, RegionKind kind) throws DataFormatException {
        Deflater deflater = new Deflater();
        deflater.setInput(noise, 0, 1000);
        deflater.finish();
        byte[] packed = new byte[2000];
        int length = deflater.deflate(packed);
        deflater.reset();
        deflater.setInput(noise, 0, 500);
        deflater.finish();
        deflater.deflate(b.limit(1000));
        deflater.end();
        Inflater inflater = new Inflater();
        inflater.setInput(packed, 0, length);
        inflater.inflate(b.limit(2500).position(1000));
        inflater.end();
    }

    private void cipher(ByteBuffer b, RegionKind kind) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new IvParameterSpec(new byte[16]));
        cipher.update(ByteBuffer.wrap(noise, 0, 1000), b);
        cipher.doFinal(ByteBuffer.wrap(noise, 1000, 500), b);
    }

    private void encoder(ByteBuffer b, RegionKind kind) {
        CharBuffer text = CharBuffer.wrap(new String(noise, StandardCharsets.ISO_8859_1));
        StandardCharsets.UTF_8
                .newEncoder()
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .encode(text, b.limit(3000), true);
    }

    private interface Row {
        void write(ByteBuffer b, RegionKind kind) throws Exception;
    }
}
