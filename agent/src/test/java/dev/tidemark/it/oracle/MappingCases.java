package dev.tidemark.it.oracle;

import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.exposure.FileWrites;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every other way to change a file that is mapped: the mapping's region must know that it is shared. */
final class MappingCases {
    private MappingCases() {}

    static List<Case> cases() {
        Map<String, FileWrites.Write> writes = new LinkedHashMap<>(FileWrites.all());
        cut(writes);
        List<Case> cases = new ArrayList<>();
        writes.forEach((name, write) -> cases.add(Case.exact(name, target -> shared(write, target))
                .on(EnumSet.of(Kind.RAW))
                .shapes(Case.Shapes.ONE)
                .mayWriteNothing()));
        return cases;
    }

    /** What is only made shorter; nothing is written afterwards that would be noticed instead. */
    private static void cut(Map<String, FileWrites.Write> writes) {
        int half = Memory.SIZE / 2;
        writes.put("FileChannel.truncate and no more", (file, random) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(half);
            }
        });
        writes.put("RandomAccessFile.setLength and no more", (file, random) -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(half);
            }
        });
        writes.put("FileOutputStream and no more", (file, random) -> new FileOutputStream(file.toFile()).close());
        writes.put("TRUNCATE_EXISTING and no more", (file, random) -> FileChannel.open(
                        file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close());
        writes.put("SecureDirectoryStream and no more", (file, random) -> {
            try (DirectoryStream<Path> directory = Files.newDirectoryStream(file.getParent())) {
                if (directory instanceof SecureDirectoryStream<Path> secure) {
                    secure.newByteChannel(
                                    file.getFileName(),
                                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))
                            .close();
                }
            }
        });
    }

    private static void shared(FileWrites.Write write, Target target) throws Exception {
        Path file = Files.createTempDirectory("oracle").resolve("mapped");
        Files.write(file, target.noise(Memory.SIZE));
        ByteBuffer buffer;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            buffer = channel.map(MapMode.READ_WRITE, 0, Memory.SIZE);
        }
        try (Region region = Tidemark.track("oracle-mapping", buffer, Memory.PAGE)) {
            Expect.that(region.coverage() == Coverage.COMPLETE, "coverage before: " + region.coverage());
            write.to(file, target.random());
            Expect.that(region.coverage() == Coverage.SHARED_MAPPING, "coverage afterwards: " + region.coverage());
        } finally {
            Files.delete(file);
            Files.delete(file.getParent());
        }
    }
}
