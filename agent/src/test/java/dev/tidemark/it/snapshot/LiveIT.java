package dev.tidemark.it.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.agent.TidemarkAgent;
import dev.tidemark.cli.JsonReader;
import dev.tidemark.cli.Main;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Snapshots of JVMs that run, by the command line: taken and restored, with callers that lose patience, callers that are killed, two at
 * once, and guests that are killed. The oracle computes what each generation of the guest must hold.
 */
class LiveIT {
    @TempDir
    private Path home;

    private long seed;
    private Path store;

    private record Result(int exitCode, String out, String err) {
        Map<?, ?> json() {
            assertEquals(0, exitCode, toString());
            return (Map<?, ?>) JsonReader.read(out);
        }

        void failed(String words) {
            assertEquals(1, exitCode, toString());
            assertEquals(1, err.lines().count(), toString());
            assertTrue(err.contains(words), toString());
        }
    }

    /** A guest and the number of lines that it was told. */
    private static final class Guest implements AutoCloseable {
        private final ForkedJvm.Running jvm;
        private int line;

        Guest(long seed, String memory, boolean control, String... libraries) {
            jvm = ForkedJvm.withAgent("min=off")
                    .libraries(libraries)
                    .flags(ForkedJvm.VERIFY)
                    .flags("-Xmx128m")
                    .start(LiveProgram.class, String.valueOf(seed), memory, String.valueOf(control));
            jvm.awaitLine("0 ready");
        }

        String tell(String command) {
            jvm.send(command);
            line++;
            return jvm.awaitLine(line + " ").substring((line + " ").length());
        }

        String pid() {
            return String.valueOf(jvm.pid());
        }

        void kill() {
            jvm.close();
        }

        @Override
        public void close() {
            kill();
        }
    }

    @BeforeEach
    void seed() {
        seed = Seed.of("LiveIT");
        store = home.resolve("store");
    }

    @ParameterizedTest
    @CsvSource({"heap, true", "direct, true", "direct, false"})
    void takesAndRestoresToAnyPoint(String memory, boolean control) throws IOException {
        try (Guest guest = new Guest(seed, memory, control)) {
            List<String> points = new ArrayList<>();
            for (int generation = 1; generation <= 4; generation++) {
                guest.tell("step 1");
                Map<?, ?> dry = take(guest, "--dry-run").json();
                Map<?, ?> taken = take(guest).json();
                for (String same :
                        List.of("kind", "fileBytes", "dirtyPages", "storedPages", "zeroPages", "equalPages")) {
                    assertEquals(dry.get(same), taken.get(same), same);
                }
                Map<?, ?> point = (Map<?, ?>) taken.get("snapshot");
                assertEquals(generation == 1 ? "full" : "increment", point.get("kind"));
                assertEquals(taken.get("fileBytes"), Files.size(Path.of((String) point.get("file"))));
                assertTrue((Long) taken.get("pauseNanos") > 0
                        && (Long) taken.get("pauseNanos") <= (Long) taken.get("totalNanos"));
                points.add((String) point.get("name"));
                checkImage("latest", generation);
            }
            if (!control) {
                cli("snapshot", "restore", store, "latest", "--into", guest.pid())
                        .failed("say guest 'still'");
            }
            for (int generation : new int[] {2, 4, 1, 3}) {
                guest.tell("dirty");
                restore(guest, points.get(generation - 1), control ? new String[0] : new String[] {"--guest", "still"});
                checkMemory(guest, generation);
                assertTrue(Long.parseLong(guest.tell("dirty")) > 0, "other clients find what a restore wrote");
                if (control) {
                    assertEquals(String.valueOf(generation), guest.tell("generation"));
                }
            }
            if (control) {
                guest.tell("step 2");
                assertEquals("increment", take(guest).json().get("kind"));
                checkImage("latest", 5);
            }
            String text = cli("snapshot", "take", guest.pid(), "ram", "--store", store)
                    .out();
            assertTrue(text.startsWith("took ") && text.contains("guest pause "), text);
            assertEquals(0, cli("snapshot", "verify", store).exitCode());
        }
    }

    /** Killed (SIGKILL) when the pages are written and the file has no name yet; the next start goes on from the chain. */
    @Test
    void killedInTheMiddleOfATake() throws Exception {
        int parts = 0;
        for (int kill = 0; kill < 3; kill++) {
            int before;
            try (Guest guest = new Guest(seed, "direct", true)) {
                if (kill > 0) {
                    cli("snapshot", "restore", store, "latest", "--into", guest.pid())
                            .failed("another start of the process");
                    take(guest).failed("restore it into the region");
                    restore(guest, "latest", "--other-start");
                }
                guest.tell("step 1");
                take(guest).json();
                before = Integer.parseInt(guest.tell("generation"));
                checkImage("latest", before);
                guest.tell("step 1");
                guest.tell("hold resume");
                CompletableFuture<Result> taker = CompletableFuture.supplyAsync(() -> take(guest));
                guest.jvm.awaitLine("held in resume");
                parts += hiddenFiles();
                guest.kill();
                Result lost = taker.get();
                assertEquals(1, lost.exitCode(), lost.toString());
                assertEquals(1, lost.err().lines().count(), lost.toString());
            }
            assertEquals(0, cli("snapshot", "verify", store).exitCode());
            checkImage("latest", before);
        }
        assertEquals(1 + 2 + 3, parts, "each was killed with a file on its way, which stays");
        try (Guest guest = new Guest(seed, "heap", true)) {
            restore(guest, "latest", "--other-start");
            checkMemory(guest, 3);
            guest.tell("step 1");
            assertEquals("increment", take(guest).json().get("kind"));
            checkImage("latest", 4);
        }
        System.out.println("LiveIT: killed 3 times in the middle of a take, every point right");
    }

    /** The caller loses patience: the pages are dirty again, whatever the guest was doing then. */
    @ParameterizedTest
    @CsvSource({"pause", "resume"})
    void aCallerThatTimesOutLosesNothing(String where) throws Exception {
        try (Guest guest = new Guest(seed, "direct", true)) {
            guest.tell("step 1");
            take(guest).json();
            guest.tell("step 1");
            guest.tell("hold " + where);
            CompletableFuture<Result> taker = CompletableFuture.supplyAsync(() -> take(guest, "--timeout", "2"));
            guest.jvm.awaitLine("held in " + where);
            Thread.sleep(6000); // it cancels after 2 s and waits for 10 s more: both are far away
            guest.tell("release");
            taker.get().failed("take was not done within 2 s, so it was cancelled: nothing was changed");
            checkImage("latest", 1);
            guest.tell("step 1");
            assertEquals("increment", take(guest).json().get("kind"));
            checkImage("latest", 3);
            assertEquals(2, SnapshotStore.lookAt(store).list().snapshots().size());
        }
    }

    /** The caller is killed: the increment is durable and the parent of the next. */
    @Test
    void aCallerThatIsGoneLosesNothing() throws Exception {
        try (Guest guest = new Guest(seed, "direct", true)) {
            guest.tell("step 1");
            take(guest).json();
            guest.tell("step 1");
            guest.tell("hold resume");
            Process caller = caller(guest);
            try {
                guest.jvm.awaitLine("held in resume");
            } finally {
                caller.destroyForcibly().waitFor();
            }
            guest.tell("release");
            long deadline = System.nanoTime() + 300_000_000_000L;
            while (SnapshotStore.lookAt(store).list().snapshots().size() < 2) {
                assertTrue(System.nanoTime() < deadline, "the job ended without a snapshot");
                LockSupport.parkNanos(20_000_000);
            }
            checkImage("latest", 2);
            guest.tell("step 1");
            assertEquals("increment", takeWhenFree(guest).get("kind"));
            checkImage("latest", 3);
        }
    }

    /** The caller is interrupted, as by Ctrl-C: the take is cancelled, and the next one has its pages. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anInterruptedCallerCancels() throws Exception {
        try (Guest guest = new Guest(seed, "direct", true)) {
            guest.tell("step 1");
            take(guest).json();
            guest.tell("step 1");
            guest.tell("hold resume");
            Process caller = caller(guest);
            try {
                guest.jvm.awaitLine("held in resume");
                caller.destroy();
                assertTrue(caller.waitFor(300, TimeUnit.SECONDS), "the caller hangs");
            } finally {
                caller.destroyForcibly();
            }
            guest.tell("release");
            guest.tell("step 1");
            Map<?, ?> next = takeWhenFree(guest);
            assertEquals(1L, ((Map<?, ?>) next.get("snapshot")).get("sequence"), "there is none between");
            checkImage("latest", 3);
        }
    }

    private Process caller(Guest guest) throws IOException {
        return new ProcessBuilder(
                        ForkedJvm.java().toString(),
                        "-jar",
                        ForkedJvm.agentJar().toString(),
                        "snapshot",
                        "take",
                        guest.pid(),
                        "ram",
                        "--store",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("caller").toFile())
                .start();
    }

    /** The job of the caller that is gone is not quite at its end. */
    private Map<?, ?> takeWhenFree(Guest guest) {
        Result next = take(guest);
        while (next.err().contains("has to wait")) {
            next = take(guest);
        }
        return next.json();
    }

    @Test
    void ofTwoTakersAtOnceOneIsTold() throws Exception {
        try (Guest one = new Guest(seed, "direct", true);
                Guest two = new Guest(seed, "heap", true)) {
            one.tell("step 1");
            one.tell("hold resume");
            CompletableFuture<Result> first = CompletableFuture.supplyAsync(() -> take(one));
            one.jvm.awaitLine("held in resume");
            take(one).failed("is at work on it");
            one.tell("release");
            first.get().json();
            restore(two, "latest", "--other-start");
            checkMemory(two, 1);
            one.tell("step 1");
            two.tell("step 1");
            CompletableFuture<Result> other = CompletableFuture.supplyAsync(() -> take(two));
            Result mine = take(one);
            List<Result> both = List.of(mine, other.get());
            assertEquals(
                    1, both.stream().filter(result -> result.exitCode() == 0).count(), both::toString);
            both.stream()
                    .filter(result -> result.exitCode() != 0)
                    .forEach(result -> result.failed("was taken by someone else meanwhile"));
            checkImage("latest", 2);
            assertEquals(0, cli("snapshot", "verify", store).exitCode());
        }
    }

    /** Somebody reads the memory all the time: it is never interrupted, and what is there in the end is the point. */
    @Test
    void restoresUnderAReader() throws IOException {
        try (Guest guest = new Guest(seed, "direct", true)) {
            guest.tell("step 3");
            take(guest).json();
            guest.tell("step 10");
            take(guest).json();
            String early = SnapshotStore.lookAt(store).list().snapshots().get(0).name();
            guest.tell("read 2000");
            guest.jvm.awaitLine("round");
            for (int i = 0; i < 4; i++) {
                restore(guest, i % 2 == 0 ? early : "latest");
                checkMemory(guest, i % 2 == 0 ? 3 : 13);
            }
            String end = guest.jvm.awaitLine("reader ended after ");
            assertFalse(end.contains("after 0 "), end);
            assertEquals("", guest.jvm.stderr());
        }
    }

    /** The guest has zstd-jni, the command line has not, until it is put on its class path too. */
    @Test
    void compressedWhereTheGuestHasZstd() throws IOException {
        String zstd = "zstd-jni";
        try (Guest guest = new Guest(seed, "direct", true, zstd)) {
            guest.tell("step 5");
            Map<?, ?> full = take(guest, "--zstd", "3").json();
            guest.tell("step 2");
            Map<?, ?> increment = take(guest, "--zstd", "19").json();
            guest.tell("step 1");
            Map<?, ?> raw = take(guest).json();
            for (Map<?, ?> each : List.of(full, increment)) {
                assertTrue(number(each, "fileBytes") < 1024 * number(each, "storedPages"), each::toString);
            }
            assertTrue(number(raw, "fileBytes") > 4096 * number(raw, "storedPages"), raw::toString);

            assertEquals(0, cli("snapshot", "verify", store).exitCode());
            String second =
                    SnapshotStore.lookAt(store).list().snapshots().get(1).name();
            Path image = home.resolve("image");
            cli("snapshot", "restore", store, second, image).failed("needs zstd-jni");
            assertFalse(Files.exists(image));
            ForkedJvm.withoutAgent()
                    .libraries(zstd)
                    .run(TidemarkAgent.class, "snapshot", "restore", store.toString(), second, image.toString())
                    .expectSuccess();
            assertArrayEquals(KilledGuest.at(seed, 7).array(), Files.readAllBytes(image));
            restore(guest, second);
            checkMemory(guest, 7);
            guest.tell("step 1");
            take(guest, "--zstd", "1").json();
            restore(guest, "latest");
            checkMemory(guest, 8);
        }
    }

    private static long number(Map<?, ?> json, String name) {
        return ((Number) json.get(name)).longValue();
    }

    @Test
    void refusalsAreOneLine() throws IOException {
        try (Guest guest = new Guest(seed, "direct", false)) {
            cli("snapshot", "take", guest.pid(), "rom", "--store", store).failed("no region 'rom'; regions: ram");
            take(guest, "--guest", "pause").failed("has no Guest");
            take(guest, "--zstd", "3").failed("zstd");
            cli("snapshot", "restore", store, "latest", "--into", guest.pid()).failed("no snapshot 'latest'");
            Path registers = Files.write(home.resolve("registers"), new byte[] {1, 2, 3});
            take(guest, "--attach", "registers=" + registers).json();
            SnapshotStore looked = SnapshotStore.lookAt(store);
            assertArrayEquals(
                    new byte[] {1, 2, 3},
                    looked.attachments(looked.point("latest")).get("registers"));
            Path file = Files.write(home.resolve("file"), new byte[1]);
            cli("snapshot", "take", guest.pid(), "ram", "--store", file).failed("a store is a directory, and ");
        }
    }

    private void checkImage(String point, int generation) throws IOException {
        Path image = home.resolve("image");
        Files.deleteIfExists(image);
        SnapshotStore opened = SnapshotStore.lookAt(store);
        Snapshot found = opened.point(point);
        opened.restore(found, image, SnapshotProgress.NONE);
        assertArrayEquals(KilledGuest.at(seed, generation).array(), Files.readAllBytes(image), found::toString);
    }

    private void checkMemory(Guest guest, int generation) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(KilledGuest.at(seed, generation).clear());
        assertEquals(String.valueOf(crc.getValue()), guest.tell("crc"), "generation " + generation);
    }

    private int hiddenFiles() throws IOException {
        try (var parts = Files.list(store)) {
            return (int) parts.filter(part -> part.toString().endsWith(".part")).count();
        }
    }

    private Result take(Guest guest, String... more) {
        List<Object> all = new ArrayList<>(List.of("snapshot", "take", guest.pid(), "ram", "--store", store, "--json"));
        all.addAll(List.of(more));
        return cli(all.toArray());
    }

    private void restore(Guest guest, String point, String... more) {
        List<Object> all =
                new ArrayList<>(List.of("snapshot", "restore", store, point, "--into", guest.pid(), "--json"));
        all.addAll(List.of(more));
        cli(all.toArray()).json();
    }

    /** In this JVM, because a JVM per question would take most of the time. */
    private static Result cli(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(texts, new PrintStream(out, true), new PrintStream(err, true));
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
