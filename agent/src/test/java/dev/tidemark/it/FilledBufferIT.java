package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Methods of the JDK that fill a buffer by other ways than its puts: channels, zip, ciphers, encoders, file attributes. The
 * judge is a comparison of all bytes before and after: a page with a changed byte must be dirty. Also when the method fails.
 */
class FilledBufferIT {
    private static final int SIZE = 64 * 1024;
    private static final int PAGE = 64;

    /** What a case does with a buffer whose position and limit lie somewhere inside. */
    private interface Filler {
        void fill(ByteBuffer buffer, Random random) throws Exception;
    }

    /** A case must change something, or it proves nothing; except on JDKs that do no harm where others do. */
    private record Case(String name, Filler filler, boolean mayWriteNothing) {
        Case(String name, Filler filler) {
            this(name, filler, false);
        }
    }

    @TempDir
    static Path directory;

    @TestFactory
    List<DynamicTest> everyChangedPageIsDirty() throws IOException {
        long seed = Long.getLong("tidemark.seed", System.nanoTime());
        List<DynamicTest> tests = new ArrayList<>();
        for (Case each : cases()) {
            for (String kind : List.of("heap", "heap slice", "direct", "direct slice", "mapped")) {
                tests.add(DynamicTest.dynamicTest(
                        each.name + ", " + kind + ", -Dtidemark.seed=" + seed, () -> run(each, kind, seed)));
            }
        }
        return tests;
    }

    private static void run(Case each, String kind, long seed) throws Exception {
        Random random = new Random(seed);
        ByteBuffer buffer = buffer(kind);
        Client client = Tidemark.client("filled-buffer");
        int changedBytes = 0;
        buffer.clear().put(noise(random, SIZE)); // so that zeroing shows
        try (Region region = Tidemark.track("filled " + each.name + " " + kind, buffer, PAGE)) {
            for (int round = 0; round < 20; round++) {
                region.harvest(client);
                byte[] before = bytes(buffer);
                int position = random.nextInt(SIZE / 2);
                buffer.clear().position(position).limit(position + 8192 + random.nextInt(SIZE / 4));
                each.filler.fill(buffer, random);
                DirtyPages dirty = region.harvest(client);
                byte[] after = bytes(buffer);
                boolean[] isDirty = new boolean[(int) region.pageCount()];
                dirty.forEachRun((offset, length) -> {
                    for (long page = offset / PAGE; page < (offset + length + PAGE - 1) / PAGE; page++) {
                        isDirty[(int) page] = true;
                    }
                });
                for (int i = 0; i < after.length; i++) {
                    if (before[i] != after[i]) {
                        assertTrue(
                                isDirty[i / PAGE],
                                "missed byte " + i + " in round " + round + ", position " + position);
                        changedBytes++;
                    }
                }
                assertTrue(dirty.byteCount() < SIZE, "everything is dirty");
            }
        }
        assertTrue(changedBytes > 0 || each.mayWriteNothing, "the case wrote nothing");
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("file read", (buffer, random) -> {
            try (FileChannel file = FileChannel.open(file(random), StandardOpenOption.READ)) {
                file.read(buffer);
            }
        }));
        cases.add(new Case("file read at a position", (buffer, random) -> {
            try (FileChannel file = FileChannel.open(file(random), StandardOpenOption.READ)) {
                file.read(buffer, 17);
            }
        }));
        cases.add(new Case("scattering file read", (buffer, random) -> {
            ByteBuffer first = buffer.duplicate().limit(buffer.position() + 100);
            ByteBuffer second =
                    buffer.duplicate().position(buffer.position() + 1000).limit(buffer.position() + 1500);
            try (FileChannel file = FileChannel.open(file(random), StandardOpenOption.READ)) {
                file.read(
                        new ByteBuffer[] {ByteBuffer.allocate(10), first, second, ByteBuffer.allocateDirect(10)}, 1, 3);
            }
        }));
        cases.add(new Case("asynchronous file read", (buffer, random) -> {
            try (AsynchronousFileChannel file = AsynchronousFileChannel.open(file(random), StandardOpenOption.READ)) {
                file.read(buffer, 0).get();
            }
        }));
        cases.add(new Case("channel over a stream", (buffer, random) -> Channels.newChannel(
                        new ByteArrayInputStream(noise(random, 3000)))
                .read(buffer)));
        cases.add(new Case("pipe read", (buffer, random) -> {
            Pipe pipe = Pipe.open();
            try (Pipe.SinkChannel sink = pipe.sink();
                    Pipe.SourceChannel source = pipe.source()) {
                sink.write(ByteBuffer.wrap(noise(random, 2000)));
                source.read(buffer);
            }
        }));
        cases.add(new Case("socket read", FilledBufferIT::readSocket));
        cases.add(new Case("asynchronous socket read, data later", FilledBufferIT::readSocketLater));
        cases.add(new Case("datagram receive and read", FilledBufferIT::receiveDatagram));
        cases.add(new Case("inflate", FilledBufferIT::inflate));
        cases.add(new Case("inflate corrupt data", FilledBufferIT::inflateCorrupt));
        cases.add(new Case("deflate", (buffer, random) -> {
            Deflater deflater = new Deflater();
            deflater.setInput(noise(random, 4000));
            deflater.finish();
            assertTrue(deflater.deflate(buffer) > 0);
            deflater.end();
        }));
        cases.add(new Case("cipher update and final", (buffer, random) -> {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key(random), new IvParameterSpec(noise(random, 16)));
            cipher.update(ByteBuffer.wrap(noise(random, 1000)), buffer);
            cipher.doFinal(ByteBuffer.wrap(noise(random, 500)), buffer);
        }));
        // JDK 17 checks the tag first; JDK 25 zeroes the output, with direct buffers from index 0 on.
        cases.add(new Case("cipher with a wrong tag", FilledBufferIT::decryptWithWrongTag, true));
        for (String charset :
                List.of("UTF-8", "ISO-8859-1", "US-ASCII", "UTF-16", "windows-1252", "GB18030", "EUC-JP")) {
            cases.add(new Case("encode " + charset, (buffer, random) -> {
                CharsetEncoder encoder = Charset.forName(charset)
                        .newEncoder()
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .onMalformedInput(CodingErrorAction.REPLACE);
                CharBuffer text = CharBuffer.wrap("Grüße, Welt " + random.nextLong() + " \u65e5\u672c");
                encoder.encode(text, buffer, true);
                encoder.flush(buffer);
            }));
        }
        cases.add(new Case("file attribute", FilledBufferIT::readAttribute));
        return cases;
    }

    private static void readSocket(ByteBuffer buffer, Random random) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback());
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            client.write(ByteBuffer.wrap(noise(random, 1500)));
            assertTrue(accepted.read(buffer) > 0);
            client.write(ByteBuffer.wrap(noise(random, 1500)));
            accepted.configureBlocking(false);
            accepted.read(new ByteBuffer[] {buffer});
        }
    }

    private static void readSocketLater(ByteBuffer buffer, Random random) throws Exception {
        try (AsynchronousServerSocketChannel server =
                AsynchronousServerSocketChannel.open().bind(loopback())) {
            Future<AsynchronousSocketChannel> accepting = server.accept();
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    AsynchronousSocketChannel accepted = accepting.get()) {
                Future<Integer> reading = accepted.read(buffer);
                Thread.sleep(5);
                client.write(ByteBuffer.wrap(noise(random, 700)));
                assertTrue(reading.get() > 0);
            }
        }
    }

    private static void receiveDatagram(ByteBuffer buffer, Random random) throws IOException {
        try (DatagramChannel receiver = DatagramChannel.open().bind(loopback());
                DatagramChannel sender = DatagramChannel.open().bind(loopback())) {
            sender.send(ByteBuffer.wrap(noise(random, 900)), receiver.getLocalAddress());
            receiver.receive(buffer);
            receiver.connect(sender.getLocalAddress());
            sender.send(ByteBuffer.wrap(noise(random, 300)), receiver.getLocalAddress());
            receiver.read(buffer);
        }
    }

    private static void inflate(ByteBuffer buffer, Random random) throws DataFormatException {
        Inflater inflater = new Inflater();
        inflater.setInput(deflated(random));
        assertTrue(inflater.inflate(buffer) > 0);
        inflater.end();
    }

    private static void inflateCorrupt(ByteBuffer buffer, Random random) {
        byte[] data = deflated(random);
        for (int i = data.length / 2; i < data.length; i++) {
            data[i] = (byte) 0xff;
        }
        Inflater inflater = new Inflater();
        inflater.setInput(data);
        assertThrows(DataFormatException.class, () -> {
            while (!inflater.finished() && buffer.hasRemaining()) {
                inflater.inflate(buffer);
            }
        });
        inflater.end();
    }

    private static void decryptWithWrongTag(ByteBuffer buffer, Random random) throws GeneralSecurityException {
        SecretKeySpec key = key(random);
        byte[] nonce = noise(random, 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        byte[] sealed = cipher.doFinal(noise(random, 400));
        sealed[sealed.length - 1] ^= 1;
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        assertThrows(AEADBadTagException.class, () -> cipher.doFinal(ByteBuffer.wrap(sealed), buffer));
    }

    private static void readAttribute(ByteBuffer buffer, Random random) throws IOException {
        Path file = Files.createTempFile(directory, "attribute", null);
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        try {
            view.write("tidemark", ByteBuffer.wrap(noise(random, 200)));
        } catch (IOException e) { // a file system without attributes
            buffer.put(noise(random, 200));
            return;
        }
        assertEquals(200, view.read("tidemark", buffer));
    }

    private static ByteBuffer buffer(String kind) throws IOException {
        return switch (kind) {
            case "heap" -> ByteBuffer.allocate(SIZE);
            case "heap slice" -> ByteBuffer.allocate(SIZE + 200).slice(33, SIZE);
            case "direct" -> ByteBuffer.allocateDirect(SIZE);
            case "direct slice" -> ByteBuffer.allocateDirect(SIZE + 200).slice(33, SIZE);
            default -> {
                Path file = Files.createTempFile(directory, "mapped", null);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    yield channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
                }
            }
        };
    }

    private static Path file(Random random) throws IOException {
        return Files.write(directory.resolve("data"), noise(random, 5000));
    }

    private static byte[] deflated(Random random) {
        Deflater deflater = new Deflater();
        deflater.setInput(noise(random, 3000));
        deflater.finish();
        byte[] data = new byte[4000];
        int length = deflater.deflate(data);
        deflater.end();
        return java.util.Arrays.copyOf(data, length);
    }

    private static SecretKeySpec key(Random random) {
        return new SecretKeySpec(noise(random, 16), "AES");
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(bytes);
        return bytes;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
