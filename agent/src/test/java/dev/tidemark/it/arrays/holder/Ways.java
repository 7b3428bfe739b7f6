package dev.tidemark.it.arrays.holder;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PushbackInputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Ways by which plain code, and the JDK for it, writes an array. */
final class Ways {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BYTES = MethodHandles.arrayElementVarHandle(byte[].class);

    static byte[] global;

    private final Map<String, Way> all = new LinkedHashMap<>();
    private final Path file;
    private final Random random;
    private final byte[] ram;

    /** One write; what it throws is part of the way. */
    interface Way {
        void write() throws Exception;
    }

    Ways(byte[] ram, Random random, Path file) throws Exception {
        this.ram = ram;
        this.random = random;
        this.file = file;
        stores();
        bulk();
        streams();
        files();
        buffers();
        zip();
        crypto();
        handles();
    }

    Map<String, Way> all() {
        return all;
    }

    private void stores() {
        all.put("store", () -> ram[at()] = value());
        all.put("increment", () -> ram[at()]++);
        all.put("compound", () -> ram[at()] |= value());
        all.put("chained", () -> ram[at()] = ram[at()] = value());
        all.put("branch", () -> ram[random.nextBoolean() ? at() : at()] = random.nextBoolean() ? value() : 1);
        all.put("loop", () -> {
            int from = at();
            for (int i = from; i < Math.min(from + 300, ram.length); i++) {
                ram[i] += 3;
            }
        });
        all.put("out of bounds", () -> expect(ArrayIndexOutOfBoundsException.class, () -> ram[ram.length] = 1));
        all.put(
                "store before a failure",
                () -> expect(ArithmeticException.class, () -> {
                    ram[at()] = value();
                    ram[at()] = (byte) (1 / zero());
                }));
        all.put("synchronized", () -> {
            synchronized (ram) {
                ram[at()] = value();
            }
        });
        all.put("static field", () -> {
            global = ram;
            global[at()] = value();
        });
        all.put("inner class", () -> new Inner(at(), value()));
        all.put(
                "anonymous class",
                () -> new Object() {
                    void store() {
                        ram[at()] = value();
                    }
                }.store());
        all.put("lambda", () -> {
            byte[] captured = ram;
            IntConsumer consumer = i -> captured[i] = value();
            consumer.accept(at());
        });
        all.put("method reference", () -> {
            IntConsumer consumer = this::storeAt;
            consumer.accept(at());
        });
        all.put("collection", () -> {
            List<byte[]> list = new ArrayList<>(List.of(ram));
            list.get(0)[at()] = value();
        });
        all.put("nested array", () -> {
            byte[][] banks = {new byte[1], ram};
            banks[1][at()] = value();
        });
        all.put("varargs", () -> storeVarargs(ram));
        all.put("object", () -> {
            Object object = ram;
            ((byte[]) object)[at()] = value();
        });
        all.put("generic field", () -> new Box<>(ram).value[at()] = value());
        all.put("returned", () -> ram()[at()] = value());
        all.put("text", () -> ram[("array " + ram).length()] = value());
    }

    private void bulk() {
        all.put("fill", () -> {
            int from = at();
            Arrays.fill(ram, from, Math.min(ram.length, from + random.nextInt(500)), value());
        });
        all.put(
                "fill out of bounds",
                () -> expect(
                        ArrayIndexOutOfBoundsException.class, () -> Arrays.fill(ram, at(), ram.length + 1, value())));
        all.put("arraycopy", () -> {
            byte[] source = bytes(1 + random.nextInt(300));
            System.arraycopy(source, 0, ram, at(source.length), source.length);
        });
        all.put("arraycopy onto itself", () -> {
            int length = random.nextInt(400);
            System.arraycopy(ram, at(length), ram, at(length), length);
        });
        all.put(
                "arraycopy out of bounds",
                () -> expect(
                        IndexOutOfBoundsException.class, () -> System.arraycopy(bytes(9), 0, ram, ram.length - 5, 9)));
        all.put(
                "arraycopy of another type",
                () -> expect(ArrayStoreException.class, () -> System.arraycopy(new int[3], 0, ram, 0, 3)));
        all.put("sort", () -> {
            int from = at(200);
            Arrays.sort(ram, from, from + 200);
        });
        all.put("parallelSort", () -> {
            int from = at(200);
            Arrays.parallelSort(ram, from, from + 200);
        });
        all.put("reflect set", () -> Array.set(ram, at(), value()));
        all.put("reflect setByte", () -> Array.setByte(ram, at(), value()));
        all.put("String.getBytes", () -> text(ram, at(20)));
    }

    private void streams() {
        all.put("read", () -> stream(300).read(ram, at(200), 200));
        all.put("readNBytes", () -> stream(100).readNBytes(ram, at(200), 200));
        all.put("buffered", () -> new BufferedInputStream(stream(90), 16).read(ram, at(200), 200));
        all.put("pushback", () -> new PushbackInputStream(stream(90)).read(ram, at(200), 200));
        all.put("sequence", () -> new SequenceInputStream(stream(9), stream(9)).readNBytes(ram, at(20), 18));
        all.put("readFully", () -> {
            DataInput in = new DataInputStream(stream(100));
            in.readFully(ram, at(100), 100);
        });
        all.put(
                "readFully to the end",
                () -> expect(EOFException.class, () -> new DataInputStream(stream(60)).readFully(ram, at(100), 100)));
        all.put("a holder's stream", () -> new Counting(stream(50)).read(ram, at(50), 50));
        all.put("a holder's stream in another", () -> new BufferedInputStream(new Counting(stream(500)), 16)
                .read(ram, at(50), 50));
        all.put("object stream", () -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
                objects.write(bytes(80));
            }
            new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readFully(ram, at(80), 80);
        });
    }

    private void files() {
        all.put("file stream", () -> {
            try (InputStream in = new FileInputStream(file.toFile())) {
                in.read(ram, at(120), 120);
            }
        });
        all.put("random access file", () -> {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(random.nextInt(100));
                in.read(ram, at(120), 120);
                in.readFully(ram, at(30), 30);
            }
        });
        all.put("random access file to the end", () -> {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(4_000);
                expect(EOFException.class, () -> in.readFully(ram, at(120), 120));
            }
        });
    }

    private void buffers() {
        all.put("get", () -> ByteBuffer.wrap(bytes(100)).get(ram, at(100), 100));
        all.put("get at", () -> ByteBuffer.wrap(bytes(100)).get(7, ram, at(90), 90));
        all.put(
                "get of direct",
                () -> ByteBuffer.allocateDirect(100).put(bytes(100)).flip().get(ram, at(99), 99));
        all.put(
                "short get of direct",
                () -> ByteBuffer.allocateDirect(5).put(bytes(5)).flip().get(ram, at(5), 5));
        all.put("wrapped", () -> ByteBuffer.wrap(ram).putLong(at(8), random.nextLong()));
    }

    private void zip() {
        byte[] packed = new byte[2000];
        Deflater packer = new Deflater();
        packer.setInput(bytes(1000));
        packer.finish();
        byte[] whole = Arrays.copyOf(packed, packer.deflate(packed));
        all.put("inflate", () -> inflate(whole));
        all.put("inflate what is damaged", () -> {
            byte[] damaged = whole.clone();
            damaged[10 + random.nextInt(damaged.length - 10)] ^= 0x55;
            inflate(damaged);
        });
        all.put("inflater stream", () -> new InflaterInputStream(new ByteArrayInputStream(whole))
                .read(ram, at(1000), 1000));
        all.put("deflate", () -> {
            Deflater deflater = new Deflater();
            deflater.setInput(bytes(400));
            deflater.finish();
            deflater.deflate(ram, at(500), 500);
            deflater.end();
        });
    }

    private void inflate(byte[] packed) {
        Inflater inflater = new Inflater();
        inflater.setInput(packed);
        try {
            inflater.inflate(ram, at(1000), 1000);
        } catch (DataFormatException e) {
            // some bytes may be there
        }
        inflater.end();
    }

    private void crypto() throws GeneralSecurityException {
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        all.put("digest", () -> {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes(10));
            digest.digest(ram, at(32), 32);
        });
        all.put("mac", () -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(bytes(10));
            mac.doFinal(ram, at(32));
        });
        all.put("cipher", () -> {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(bytes(16)));
            cipher.update(bytes(200), 0, 100, ram, at(100));
            cipher.doFinal(bytes(200), 0, 60, ram, at(60));
        });
        all.put("cipher with a bad tag", () -> {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, bytes(12)));
            expect(GeneralSecurityException.class, () -> cipher.doFinal(bytes(200), 0, 200, ram, at(200)));
        });
        all.put("base64 encode", () -> Base64.getEncoder().encode(bytes(100), ram));
        all.put("base64 decode", () -> Base64.getDecoder()
                .decode(Base64.getEncoder().encode(bytes(100)), ram));
    }

    private void handles() {
        all.put("view set", () -> INTS.set(ram, at(4), random.nextInt()));
        all.put("view set of a long", () -> LONGS.set(ram, at(8), random.nextLong()));
        all.put("view compare and exchange", () -> {
            int at = 4 * (at(4) / 4);
            try {
                int before = (int) INTS.getAndAdd(ram, at, random.nextInt());
                INTS.setVolatile(ram, at, (int) INTS.compareAndExchange(ram, at, before, 5) + 1);
            } catch (UnsupportedOperationException e) {
                INTS.set(ram, at, 1 + (int) INTS.get(ram, at)); // newer JDKs have no atomic access to arrays
            }
        });
        all.put(
                "view out of bounds",
                () -> expect(IndexOutOfBoundsException.class, () -> INTS.set(ram, ram.length - 1, 7)));
        all.put("element set", () -> BYTES.set(ram, at(), value()));
        all.put("element swap", () -> {
            byte before = (byte) BYTES.getAndSet(ram, at(), value());
            boolean done = BYTES.compareAndSet(ram, at(), before, value());
            BYTES.setRelease(ram, at(), (byte) (done ? 1 : 2));
        });
    }

    private InputStream stream(int length) {
        return new ByteArrayInputStream(bytes(length));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private int at() {
        return random.nextInt(ram.length);
    }

    /** Where {@code length} bytes have room. */
    private int at(int length) {
        return random.nextInt(ram.length - length + 1);
    }

    private byte value() {
        return (byte) (1 + random.nextInt(255));
    }

    private int zero() {
        return random.nextInt(1);
    }

    byte[] ram() {
        return ram;
    }

    private void storeAt(int index) {
        ram[index] = value();
    }

    private void storeVarargs(byte... array) {
        array[at()] = value();
    }

    @SuppressWarnings("deprecation")
    private void text(byte[] into, int at) {
        "some text that is long enough".getBytes(3, 23, into, at);
    }

    private static void expect(Class<? extends Throwable> type, Way way) throws Exception {
        try {
            way.write();
        } catch (Exception e) {
            if (!type.isInstance(e)) {
                throw e;
            }
            return;
        }
        throw new AssertionError("expected " + type);
    }

    private final class Inner {
        Inner(int index, byte value) {
            ram[index] = value;
        }
    }

    private record Box<T>(T value) {}

    /** A stream of a holder's own. */
    private static final class Counting extends InputStream {
        private final InputStream in;

        Counting(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                int next = in.read();
                if (next < 0) {
                    return i == 0 ? -1 : i;
                }
                into[from + i] = (byte) next;
            }
            return length;
        }
    }
}
