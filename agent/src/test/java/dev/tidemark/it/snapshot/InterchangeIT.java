package dev.tidemark.it.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same history on every JDK that is here, in heap and direct memory: the files hold the same runs and data, and each restores what
 * the others took.
 */
class InterchangeIT {
    private static final int RUN_COUNT = 36;
    private static final int DATA_BYTES = 208;
    private static final int RUN_BYTES = 28;

    @TempDir
    private Path directory;

    @Test
    void snapshotsOfOneAreSnapshotsOfAll() throws IOException {
        String seed = String.valueOf(Seed.of("InterchangeIT"));
        List<String> homes = new ArrayList<>();
        List<Path> jdks = jdks();
        for (Path java : jdks) {
            for (String kind : List.of("heap", "direct")) {
                String home = directory.resolve("store" + homes.size()).toString();
                jvm(java)
                        .run(InterchangeProgram.class, "write", home, kind, seed)
                        .expectSuccess();
                homes.add(home);
            }
        }
        List<byte[]> first = contents(Path.of(homes.get(0)));
        assertEquals(InterchangeProgram.GENERATIONS, first.size());
        for (String home : homes) {
            List<byte[]> other = contents(Path.of(home));
            for (int i = 0; i < first.size(); i++) {
                assertArrayEquals(first.get(i), other.get(i), "snapshot " + i + " in " + home);
            }
        }
        int points = homes.size() * InterchangeProgram.GENERATIONS;
        for (Path java : jdks) {
            for (String kind : List.of("heap", "direct")) {
                List<String> arguments = new ArrayList<>(List.of("read", kind, seed));
                arguments.addAll(homes);
                String restored = jvm(java)
                        .run(InterchangeProgram.class, arguments.toArray(new String[0]))
                        .expectSuccess()
                        .stdout();
                assertEquals(points, Integer.parseInt(restored.trim()));
            }
        }
        System.out.println("InterchangeIT: " + homes.size() + " stores of " + jdks.size() + " JDKs, each of their "
                + points + " points restored " + homes.size() + " times");
    }

    private static ForkedJvm jvm(Path java) {
        return ForkedJvm.withAgent("min=off").on(java).flags("-Xmx128m");
    }

    /** That of the tests, and those of other versions where systems have them. */
    private static List<Path> jdks() throws IOException {
        List<Path> jdks = new ArrayList<>(List.of(ForkedJvm.java()));
        Path places = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(places)) {
            try (Stream<Path> homes = Files.list(places)) {
                homes.filter(home -> home.getFileName().toString().matches(".*-(17|25)-.*"))
                        .map(home -> home.resolve("bin").resolve("java"))
                        .filter(Files::isExecutable)
                        .filter(java -> jdks.stream().noneMatch(known -> isSame(known, java)))
                        .sorted()
                        .forEach(jdks::add);
            }
        }
        return jdks;
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** Of each file in order the run index and the data, which end it. Offsets as docs/SNAPSHOT-FORMAT.md has them. */
    private static List<byte[]> contents(Path home) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                ByteBuffer header = ByteBuffer.wrap(bytes);
                long end = (long) header.getInt(RUN_COUNT) * RUN_BYTES + 4 + header.getLong(DATA_BYTES);
                contents.add(Arrays.copyOfRange(bytes, Math.toIntExact(bytes.length - end), bytes.length));
            }
        }
        return contents;
    }
}
