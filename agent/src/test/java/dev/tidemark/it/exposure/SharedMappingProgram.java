package dev.tidemark.it.exposure;

import dev.tidemark.Coverage;
import dev.tidemark.Tidemark;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Programs of {@link SharedMappingIT}; the first argument says which. Exit code 0 if all was as it should be. */
public final class SharedMappingProgram {
    static final int SIZE = 64 << 10;

    private static final int ROUNDS = 3;

    private final Path directory;
    private final Random random;
    private int files;
    private int cases;

    private SharedMappingProgram(Path directory, long seed) {
        this.directory = directory;
        this.random = new Random(seed);
    }

    /** Runs the program that the first argument names, with the seed that is the second. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("mappings");
        SharedMappingProgram program = new SharedMappingProgram(directory, Long.parseLong(arguments[1]));
        try {
            switch (arguments[0]) {
                case "written" -> program.written();
                case "refused" -> program.refused();
                case "attached" -> program.attached();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } finally {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        System.out.println("cases " + program.cases + ", " + Watched.counts());
    }

    private void written() throws Exception {
        for (Map.Entry<String, FileWrites.Write> write : FileWrites.all().entrySet()) {
            shared(write.getKey(), write.getValue(), MapMode.READ_WRITE);
            if (!write.getKey().startsWith("a second mapping of a part")) {
                shared(write.getKey() + ", a private mapping", write.getValue(), MapMode.PRIVATE);
            }
            otherFile(write.getKey(), write.getValue());
        }
        secondMappingFirst();
        secondMappingGone();
        cutShort(file -> new FileOutputStream(file.toFile()).close());
        cutShort(file -> FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close());
        cutShort(SharedMappingProgram::openInDirectory);
        harmless();
        if (Watched.pagesOver() != 0) {
            throw new AssertionError("over-marked: " + Watched.counts());
        }
    }

    /** The region finds every change of the file, and says why it has to look for them. */
    private void shared(String name, FileWrites.Write write, MapMode mode) throws Exception {
        Path file = file();
        try (Watched region = new Watched(name, map(file, mode, 0, SIZE))) {
            region.expect(Coverage.COMPLETE);
            int rounds = mode == MapMode.PRIVATE ? 1 : ROUNDS; // a page that was stored into is a copy from then on
            for (int round = 0; round < rounds; round++) {
                write.to(file, random);
                region.expect(Coverage.SHARED_MAPPING, "mapp");
                region.expectExact();
                region.putOthers(FileWrites.at(random), 100, random);
                region.expectExact();
            }
            cases++;
        }
    }

    /** The same written to another file, while a region is watched. */
    private void otherFile(String name, FileWrites.Write write) throws Exception {
        if (name.startsWith("SecureDirectoryStream")) {
            return; // where a path in an open directory leads to is not asked
        }
        try (Watched region = new Watched(name + ", another file", map(file(), MapMode.READ_WRITE, 0, SIZE))) {
            write.to(file(), random);
            region.expect(Coverage.COMPLETE);
            region.expectUntouched();
            region.putOthers(FileWrites.at(random), 100, random);
            region.expectExact();
            cases++;
        }
    }

    private void secondMappingFirst() throws IOException {
        Path file = file();
        MappedByteBuffer first = map(file, MapMode.READ_WRITE, 0, SIZE);
        try (Watched region = new Watched("a mapping that was there before", map(file, MapMode.READ_WRITE, 0, SIZE))) {
            region.expect(Coverage.SHARED_MAPPING, "second mapping");
            first.put(FileWrites.at(random), FileWrites.noise(random, 100).array());
            region.expectExact();
            cases++;
        }
        first.put(0, (byte) 1); // alive until here
    }

    private void secondMappingGone() throws Exception {
        Path file = file();
        unmap(map(file, MapMode.READ_WRITE, 0, SIZE));
        try (Watched region = new Watched("a mapping that was there", map(file, MapMode.READ_WRITE, 0, SIZE))) {
            region.expect(Coverage.COMPLETE);
            cases++;
        }
    }

    private interface Open {
        void cut(Path file) throws IOException;
    }

    /** Opening a file with truncation says so at once. */
    private void cutShort(Open open) throws IOException {
        Path file = file();
        try (Watched region = new Watched("cut short", map(file, MapMode.READ_WRITE, 0, SIZE))) {
            open.cut(file);
            region.expect(Coverage.SHARED_MAPPING, "truncation");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(FileWrites.noise(random, SIZE), 0);
            }
            region.expectExact();
            cases++;
        }
    }

    private static void openInDirectory(Path file) throws IOException {
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(file.getParent())) {
            ((SecureDirectoryStream<Path>) directory)
                    .newByteChannel(
                            file.getFileName(), Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))
                    .close();
        }
    }

    private void harmless() throws IOException {
        Path file = file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Watched region = new Watched("harmless", channel.map(MapMode.READ_WRITE, 0, SIZE / 2))) {
            MappedByteBuffer reader = channel.map(MapMode.READ_ONLY, 0, SIZE);
            MappedByteBuffer copy = channel.map(MapMode.PRIVATE, 0, SIZE);
            copy.put(5, (byte) ~copy.get(5));
            MappedByteBuffer other = channel.map(MapMode.READ_WRITE, SIZE / 2, SIZE); // and makes the file longer
            other.put(0, (byte) ~other.get(0));
            channel.write(FileWrites.noise(random, 100), SIZE / 2);
            channel.truncate(SIZE / 2 + 1);
            channel.read(ByteBuffer.allocateDirect(500), 0);
            Files.readAllBytes(file);
            reader.get(0);
            region.expect(Coverage.COMPLETE);
            region.expectUntouched();
            cases += 7;
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(1000);
                open.setLength(SIZE);
                if (open.getFilePointer() != 1000) {
                    throw new AssertionError("setLength moved the position");
                }
                region.expect(Coverage.COMPLETE);
                open.setLength(900);
                if (open.getFilePointer() != 900 || open.length() != 900) {
                    throw new AssertionError("setLength left the position behind the end");
                }
                open.setLength(SIZE);
                region.expect(Coverage.SHARED_MAPPING, "truncation");
                region.expectExact();
                cases += 2;
            }
        }
    }

    /** With {@code escape=fail}: nothing is written, and one line says why. */
    private void refused() throws Exception {
        for (Map.Entry<String, FileWrites.Write> write : FileWrites.all().entrySet()) {
            Path file = file();
            try (Watched region = new Watched(write.getKey(), map(file, MapMode.READ_WRITE, 0, SIZE))) {
                byte[] before = Files.readAllBytes(file);
                try {
                    write.getValue().to(file, random);
                    if (!write.getKey().startsWith("PrintStream")) { // which keeps exceptions to itself
                        throw new AssertionError("not refused: " + write.getKey());
                    }
                } catch (IOException | IllegalStateException e) {
                    expectRefusal(e);
                } catch (java.util.concurrent.ExecutionException e) {
                    expectRefusal(e.getCause());
                }
                if (!java.util.Arrays.equals(before, Files.readAllBytes(file))) {
                    throw new AssertionError("refused, and written all the same: " + write.getKey());
                }
                region.expect(Coverage.COMPLETE);
                region.expectUntouched();
                cases++;
            }
        }
    }

    private static void expectRefusal(Throwable e) {
        String text = String.valueOf(e.getMessage());
        if (!text.contains("is refused") || !text.contains("escape=fail") || text.contains("\n")) {
            throw new AssertionError("no clear line", e);
        }
    }

    /** Mapped before the agent comes; {@link SharedMappingIT} attaches it. */
    private void attached() throws Exception {
        Path file = file();
        MappedByteBuffer early = map(file, MapMode.READ_WRITE, 0, SIZE);
        Path otherFile = file();
        MappedByteBuffer hidden = map(otherFile, MapMode.READ_WRITE, 0, SIZE);
        System.out.println("ready");
        if (System.in.read() < 0) {
            throw new AssertionError("nobody sent anything");
        }
        for (ByteBuffer each : List.of(early, map(otherFile, MapMode.READ_WRITE, 0, SIZE))) {
            try (Watched region = new Watched("region " + cases++, each)) {
                region.expect(Coverage.SHARED_MAPPING, "before the agent started");
                Path of = each == early ? file : otherFile;
                try (RandomAccessFile open = new RandomAccessFile(of.toFile(), "rw")) {
                    open.seek(700);
                    open.write(FileWrites.noise(random, 100).array());
                }
                region.expectExact();
                if (each != early) {
                    hidden.put(9000, FileWrites.noise(random, 100).array());
                    region.expectExact();
                }
            }
        }
        if (!Tidemark.isActive()) {
            throw new AssertionError("no agent");
        }
    }

    private static void unmap(MappedByteBuffer mapping) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field unsafe = type.getDeclaredField("theUnsafe");
        unsafe.setAccessible(true);
        type.getMethod("invokeCleaner", ByteBuffer.class).invoke(unsafe.get(null), mapping);
    }

    private Path file() throws IOException {
        return Files.write(
                directory.resolve("file-" + files++),
                FileWrites.noise(random, SIZE).array());
    }

    private static MappedByteBuffer map(Path file, MapMode mode, long position, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(mode, position, size);
        }
    }
}
