package dev.tidemark.it.exposure;

import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Every way in which the JDK changes a file's content, other than through a mapping at hand. */
public final class FileWrites {
    /** Changes some bytes of a file of {@link SharedMappingProgram#SIZE} bytes, and leaves it as long as it was. */
    public interface Write {
        void to(Path file, Random random) throws Exception;
    }

    private static final int SIZE = SharedMappingProgram.SIZE;

    private FileWrites() {}

    /** By name. */
    public static Map<String, Write> all() {
        Map<String, Write> writes = new LinkedHashMap<>();
        channels(writes);
        streams(writes);
        truncations(writes);
        mappings(writes);
        return writes;
    }

    private static void channels(Map<String, Write> writes) {
        writes.put("FileChannel.write at a position", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(noise(random, 300), at(random));
            }
        });
        writes.put("FileChannel.write of a direct buffer", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.position(at(random));
                channel.write(
                        ByteBuffer.allocateDirect(300).put(noise(random, 300)).flip());
            }
        });
        writes.put("FileChannel.write, gathering", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.position(at(random));
                channel.write(new ByteBuffer[] {noise(random, 100), noise(random, 70)});
            }
        });
        writes.put("FileChannel.transferFrom a file", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileChannel from = FileChannel.open(noiseFile(random, 500), StandardOpenOption.READ)) {
                channel.transferFrom(from, at(random), 500);
            }
        });
        writes.put("FileChannel.transferFrom a stream", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                byte[] bytes = noise(random, 500).array();
                channel.transferFrom(Channels.newChannel(new ByteArrayInputStream(bytes)), at(random), 500);
            }
        });
        writes.put("FileChannel.transferTo the file", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileChannel from = FileChannel.open(noiseFile(random, 500), StandardOpenOption.READ)) {
                channel.position(at(random));
                from.transferTo(0, 500, channel);
            }
        });
        writes.put("Files.newByteChannel", (file, random) -> {
            try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                channel.position(at(random)).write(noise(random, 200));
            }
        });
        writes.put("AsynchronousFileChannel.write", (file, random) -> {
            try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(noise(random, 300), at(random)).get();
            }
        });
    }

    private static void streams(Map<String, Write> writes) {
        random(writes, "write(int)", (open, random) -> {
            for (int i = 0; i < 10; i++) {
                open.write(random.nextInt());
            }
        });
        random(
                writes,
                "write(byte[])",
                (open, random) -> open.write(noise(random, 90).array()));
        random(
                writes,
                "write(byte[], int, int)",
                (open, random) -> open.write(noise(random, 90).array(), 5, 80));
        random(writes, "writeBoolean", (open, random) -> {
            for (int i = 0; i < 8; i++) { // more than may be there already
                open.writeBoolean(true);
                open.writeBoolean(false);
            }
        });
        random(writes, "writeLong", (open, random) -> open.writeLong(random.nextLong()));
        random(writes, "writeDouble", (open, random) -> open.writeDouble(random.nextDouble()));
        random(writes, "writeBytes", (open, random) -> open.writeBytes("text " + random.nextInt()));
        random(writes, "writeChars", (open, random) -> open.writeChars("text " + random.nextInt()));
        random(writes, "writeUTF", (open, random) -> open.writeUTF("text " + random.nextInt()));
        random(writes, "getChannel().write", (open, random) -> open.getChannel().write(noise(random, 90)));
        writes.put("FileOutputStream.write(int) of an open file", (file, random) -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(at(random));
                FileOutputStream out = new FileOutputStream(open.getFD());
                for (int i = 0; i < 10; i++) {
                    out.write(random.nextInt());
                }
            }
        });
        writes.put("FileOutputStream.write(byte[]) of an open file", (file, random) -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(at(random));
                new FileOutputStream(open.getFD()).write(noise(random, 80).array());
            }
        });
        writes.put("PrintStream of an open file", (file, random) -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(at(random));
                PrintStream print = new PrintStream(new FileOutputStream(open.getFD()), true);
                print.println("text " + random.nextInt());
            }
        });
    }

    private static void truncations(Map<String, Write> writes) {
        writes.put("FileChannel.truncate, then written again", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                int left = at(random);
                channel.truncate(left);
                channel.write(noise(random, SIZE - left), left);
            }
        });
        writes.put("FileChannel.truncate, then extended", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(at(random));
                channel.write(noise(random, 20), SIZE - 20);
            }
        });
        writes.put("AsynchronousFileChannel.truncate, then extended", (file, random) -> {
            try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(at(random));
                channel.write(noise(random, 20), SIZE - 20).get();
            }
        });
        writes.put("RandomAccessFile.setLength twice", (file, random) -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(at(random));
                open.setLength(at(random));
                open.setLength(SIZE);
                open.write(noise(random, 20).array());
            }
        });
        writes.put(
                "Files.write",
                (file, random) -> Files.write(file, noise(random, SIZE).array()));
        writes.put("Files.newBufferedWriter", (file, random) -> {
            try (var writer = Files.newBufferedWriter(file)) {
                writer.write("x".repeat(SIZE - 10) + (1_000_000_000 + random.nextInt(1_000_000)));
            }
        });
        writes.put("new FileOutputStream", (file, random) -> {
            try (FileOutputStream out = new FileOutputStream(file.toFile())) {
                out.write(noise(random, SIZE).array());
            }
        });
        writes.put("FileChannel.open with TRUNCATE_EXISTING", (file, random) -> {
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(noise(random, 20), SIZE - 20);
            }
        });
        writes.put("SecureDirectoryStream with TRUNCATE_EXISTING", (file, random) -> {
            try (DirectoryStream<Path> directory = Files.newDirectoryStream(file.getParent());
                    SeekableByteChannel channel = ((SecureDirectoryStream<Path>) directory)
                            .newByteChannel(
                                    file.getFileName(),
                                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))) {
                channel.position(SIZE - 20).write(noise(random, 20));
            }
        });
    }

    private static void mappings(Map<String, Write> writes) {
        writes.put("a second mapping", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                put(channel.map(MapMode.READ_WRITE, 0, SIZE), random);
            }
        });
        writes.put("a second mapping of a part", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                put(channel.map(MapMode.READ_WRITE, 5001, 3000), random);
            }
        });
        writes.put("a second mapping through a hard link", (file, random) -> {
            Path link = Files.createLink(file.resolveSibling("link-" + random.nextInt(1 << 30)), file);
            try (RandomAccessFile open = new RandomAccessFile(link.toFile(), "rw")) {
                put(open.getChannel().map(MapMode.READ_WRITE, 0, SIZE), random);
            } finally {
                Files.delete(link);
            }
        });
        writes.put("a write through a symbolic link", (file, random) -> {
            Path link = Files.createSymbolicLink(file.resolveSibling("soft-" + random.nextInt(1 << 30)), file);
            try {
                Files.write(link, noise(random, SIZE).array());
            } finally {
                Files.delete(link);
            }
        });
    }

    private interface RandomWrite {
        void to(RandomAccessFile open, Random random) throws IOException;
    }

    private static void random(Map<String, Write> writes, String name, RandomWrite write) {
        writes.put("RandomAccessFile." + name, (file, random) -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(at(random));
                write.to(open, random);
            }
        });
    }

    private static void put(MappedByteBuffer second, Random random) {
        second.put(random.nextInt(second.capacity() - 200), noise(random, 200).array());
    }

    /** A position with room behind it. */
    static int at(Random random) {
        return random.nextInt(SIZE - 1000);
    }

    static ByteBuffer noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static Path noiseFile(Random random, int length) throws IOException {
        Path file = Files.createTempFile("noise", null);
        file.toFile().deleteOnExit();
        return Files.write(file, noise(random, length).array());
    }
}
