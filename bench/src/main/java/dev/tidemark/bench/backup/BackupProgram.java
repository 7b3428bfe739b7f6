package dev.tidemark.bench.backup;

import dev.tidemark.Tidemark;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.TakeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same history kept by Tidemark's store and by other programs, which get the whole image each time. Prints a table. Arguments: an
 * empty directory, MiB of the image, steps, pages written per step in per mille, {@code scattered} or {@code together}.
 *
 * <p>Programs that are not installed are left out, and zstd of our own where zstd-jni is not on the class path; a line says so. Times are wall time of a step, medians; writing the image, without which the others
 * have nothing to read, is in a row of its own.
 */
public final class BackupProgram {
    private BackupProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 5) {
            System.err.println(
                    "5 arguments: an empty directory, MiB of the image, steps, pages written per step in per mille, scattered or"
                            + " together; given: " + arguments.length);
            System.exit(2);
        }
        Path home = Path.of(arguments[0]);
        int bytes = Integer.parseInt(arguments[1]) << 20;
        int steps = Integer.parseInt(arguments[2]);
        int pages = (int) (bytes / Image.PAGE * Long.parseLong(arguments[3]) / 1000);
        boolean scattered = arguments[4].equals("scattered");
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes);
        Image image = new Image(memory);
        SnapshotTaker raw = SnapshotStore.open(home.resolve("raw")).taker(Tidemark.track("image", memory, Image.PAGE));
        SnapshotTaker packed = SnapshotStore.open(home.resolve("packed")).taker(raw.region());
        List<Kept> kept = new ArrayList<>();
        Kept dump = new Kept("(writing the image)", home.resolve("now"));
        Kept own = new Kept("Tidemark", home.resolve("raw"));
        if (!hasZstd()) {
            System.err.println("left out: Tidemark with zstd; zstd-jni is not on the class path");
        }
        Tool.ALL.stream()
                .filter(tool -> !tool.isInstalled())
                .forEach(tool -> System.err.println("left out: " + tool.name()));
        Kept ownPacked = hasZstd() ? new Kept("Tidemark, zstd 3", home.resolve("packed")) : null;
        List<Tool> tools = Tool.ALL.stream().filter(Tool::isInstalled).toList();
        List<Kept> others = new ArrayList<>();
        for (Tool tool : tools) {
            others.add(new Kept(tool.name(), Files.createDirectories(home.resolve("tool" + others.size()))));
        }
        Path now = home.resolve("now");
        Path before = Files.createFile(home.resolve("before"));
        for (int i = 0; i <= steps; i++) {
            if (i > 0) {
                image.step(pages, scattered);
            }
            own.time(raw::take);
            if (ownPacked != null) {
                ownPacked.time(() -> packed.take(TakeOptions.DEFAULT.compressed(3)));
            }
            dump.time(() -> image.dump(now));
            for (int t = 0; t < tools.size(); t++) {
                Tool tool = tools.get(t);
                Kept other = others.get(t);
                if (i == 0) {
                    tool.run(tool.start(), other.home, now, before, 0);
                }
                int n = i;
                other.time(() -> tool.run(tool.step(), other.home, now, before, n));
            }
            Files.copy(now, before, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        kept.add(own);
        if (ownPacked != null) {
            kept.add(ownPacked);
        }
        kept.addAll(others);
        kept.add(dump);
        System.out.println("| | first, MiB | first, s | each next, MiB | each next, s |\n|---|---|---|---|---|");
        kept.forEach(each -> System.out.println(each.row()));
    }

    private static boolean hasZstd() {
        try {
            Class.forName("com.github.luben.zstd.Zstd");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Something to time. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** What one of them keeps and took. */
    private static final class Kept {
        private final String name;
        private final Path home;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Long> sizes = new ArrayList<>();

        Kept(String name, Path home) {
            this.name = name;
            this.home = home;
        }

        void time(Work work) throws IOException, InterruptedException {
            long start = System.nanoTime();
            work.run();
            seconds.add((System.nanoTime() - start) / 1e9);
            sizes.add(size());
        }

        private long size() throws IOException {
            try (Stream<Path> files = Files.walk(home)) {
                return files.filter(Files::isRegularFile)
                        .filter(file -> !file.startsWith(home.resolve("base")))
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            }
        }

        String row() {
            double[] next =
                    seconds.stream().skip(1).mapToDouble(each -> each).sorted().toArray();
            double more = (sizes.get(sizes.size() - 1) - sizes.get(0)) / (sizes.size() - 1.0);
            return Arrays.stream(new double[] {
                        sizes.get(0) / 1048576.0, seconds.get(0), more / 1048576, next[next.length / 2]
                    })
                    .mapToObj("%.3f"::formatted)
                    .collect(java.util.stream.Collectors.joining(" | ", "| " + name + " | ", " |"));
        }
    }
}
