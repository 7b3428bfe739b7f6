package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Guest;
import dev.tidemark.Guests;
import dev.tidemark.Region;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The snapshots' bean in this JVM: what its jobs do, refuse and give back. */
class SnapshotsBeanTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 50 * PAGE + 100;

    @TempDir
    private Path home;

    private final Beans beans = new Beans();
    private final SnapshotsMXBean snapshots = beans.snapshots();
    private final Region region = beans.track("ram", SIZE, PAGE);
    private final ByteBuffer ram = beans.memory(0);

    @AfterEach
    void nothingWentWrongUnseen() {
        assertEquals(List.of(), beans.problems);
    }

    @Test
    void takesListsRestoresMergesAndPrunes() throws IOException {
        write(1, 5);
        SnapshotJob full = done(take("", ""));
        assertTrue(full.point().full() && full.figures().full(), full.toString());
        byte[] first = bytes();
        write(2, 6);
        SnapshotJob next = done(take("", "registers=AQID"));
        assertFalse(next.point().full());
        assertEquals(1, next.figures().storedPages());
        assertEquals(Files.size(Path.of(next.point().file())), next.figures().fileBytes());
        assertTrue(next.figures().pauseNanos() > 0
                && next.figures().totalNanos() >= next.figures().pauseNanos());
        byte[] second = bytes();
        assertArrayEquals(second, restored("latest"));
        SnapshotStore store = SnapshotStore.lookAt(store());
        assertArrayEquals(
                new byte[] {1, 2, 3}, store.attachments(store.point("latest")).get("registers"));

        SnapshotPoints list = snapshots.list(text(), 0, 1);
        assertEquals(2, list.total());
        assertEquals(1, list.next());
        assertEquals(
                next.point().name(), snapshots.list(text(), 1, 1).points()[0].name());
        assertTrue(snapshots.listText(text(), 0, 1).contains("there is more: listText(" + text() + ", 1, 1)"));

        write(3, 7);
        SnapshotJob back = done(snapshots.restore(text(), "", full.point().name(), false, "still"));
        assertEquals(full.point(), back.point());
        assertArrayEquals(first, bytes());
        write(4, 8);
        done(take("still", ""));
        assertArrayEquals(bytes(), restored("latest"));

        assertTrue(done(snapshots.verify(text(), "")).text().startsWith("3 snapshots, all right"));
        assertTrue(done(snapshots.compact(text(), "", "latest")).point().full());
        SnapshotJob dry = done(snapshots.prune(text(), "", 1, "", true));
        SnapshotJob pruned = done(snapshots.prune(text(), "", 1, "", false));
        assertArrayEquals(dry.files(), pruned.files());
        assertEquals(3, pruned.files().length, pruned.text());
        assertArrayEquals(bytes(), restored("latest"));
        write(5, 9);
        assertFalse(done(take("", "")).point().full(), "what is merged is followed");
        assertArrayEquals(bytes(), restored("latest"));
    }

    /** Size and pages are those of the file that take writes then, and a look leaves no trace. */
    @Test
    void aDryRunIsWhatTakeThenDoes() throws IOException {
        Random random = new Random(7);
        List<String> clients = List.of(beans.tracker().getClientNames());
        long epoch = beans.region("ram").getEpoch();
        for (int i = 0; i < 20; i++) {
            for (int writes = random.nextInt(8); writes > 0; writes--) {
                write(random.nextInt(51), random.nextInt(3));
            }
            String blobs = random.nextBoolean() ? "" : "a=AQID b=AAAA";
            boolean newChain = random.nextInt(5) == 0;
            SnapshotJob dry = done(snapshots.dryRun("ram", text(), "", newChain, "", blobs));
            assertNull(dry.point());
            if (i == 0) {
                assertFalse(Files.exists(store()), "a dry run creates no store");
                assertEquals(clients, List.of(beans.tracker().getClientNames()), "and no client");
                assertEquals(epoch, beans.region("ram").getEpoch());
            }
            TakeFigures would = dry.figures();
            SnapshotJob job = done(snapshots.take("ram", text(), "", newChain, "", 0, blobs));
            TakeFigures did = job.figures();
            assertEquals(would.fileBytes(), Files.size(Path.of(job.point().file())));
            assertEquals(
                    List.of(would.full(), would.fileBytes(), would.dirtyPages(), would.storedPages()),
                    List.of(did.full(), did.fileBytes(), did.dirtyPages(), did.storedPages()));
            assertEquals(List.of(would.zeroPages(), would.equalPages()), List.of(did.zeroPages(), did.equalPages()));
        }
    }

    /** The guest's own control: it stands still while pages are copied, and its registers come back. */
    @Test
    void aGuestWithAControlIsPausedAndTakenWhole() throws IOException {
        Control control = new Control();
        Guests.register(region, control);
        control.registers = "one";
        write(1, 1);
        SnapshotJob one = done(take("", "note=AQID"));
        assertEquals(List.of("pause", "attachments", "resume"), control.calls);
        control.registers = "two";
        write(1, 2);
        done(take("pause", ""));
        control.calls.clear();
        done(snapshots.restore(text(), "", one.point().name(), false, ""));
        assertEquals(List.of("pause", "restored", "resume"), control.calls);
        assertEquals("one", control.registers);
        assertEquals(1, ram.get(PAGE));
        failed("attachment 'registers' is one that the program gives", take("", "registers=AQID"));
        control.calls.clear();
        done(take("running", ""));
        assertEquals(List.of(), control.calls);
        Reference.reachabilityFence(control);
    }

    @Test
    void ofTwoTakersAtOnceOneIsTold() throws IOException {
        Control control = new Control();
        Guests.register(region, control);
        control.hold = new CountDownLatch(1);
        write(1, 1);
        long first = take("", "");
        refused("job " + first + ", take of region 'ram'", () -> take("", ""));
        refused("has to wait", () -> snapshots.dryRun("ram", text(), "", false, "", ""));
        assertEquals(1, snapshots.getRunningJobs());
        control.hold.countDown();
        done(first);
        assertEquals(0, snapshots.getRunningJobs());
        assertEquals(1, snapshots.list(text(), 0, 10).total());
        Reference.reachabilityFence(control);
    }

    /** Whoever cancels, or is gone, loses nothing: what the cancelled one had is in the next. */
    @Test
    void aCancelledTakeGivesBack() throws Exception {
        done(take("", ""));
        Control control = new Control();
        Guests.register(region, control);
        control.hold = new CountDownLatch(1);
        write(9, 1);
        long id = take("", "");
        control.entered.await();
        snapshots.cancel(id);
        control.hold.countDown();
        SnapshotJob job = await(id);
        assertEquals(JobState.CANCELLED, job.state());
        assertEquals("cancelled: nothing was changed", job.text());
        assertEquals(1, control.calls.stream().filter("resume"::equals).count(), "the guest runs on");
        SnapshotJob next = done(take("", ""));
        assertEquals(1, next.figures().storedPages());
        assertArrayEquals(bytes(), restored("latest"));
        // cancelled when the pages are copied already, before they are durable
        control.cancelOnResume = () -> snapshots.cancel(control.job);
        write(10, 1);
        control.job = next.id() + 1;
        assertEquals(control.job, take("", ""));
        assertEquals(JobState.CANCELLED, await(control.job).state());
        control.cancelOnResume = () -> {};
        assertEquals(1, done(take("", "")).figures().storedPages());
        assertArrayEquals(bytes(), restored("latest"));
        assertEquals(3, snapshots.list(text(), 0, 10).total());
        Reference.reachabilityFence(control);
    }

    /** The chain is checked first; until then a cancelled restore has changed nothing. */
    @Test
    void aCancelledRestoreLeavesTheRegion() throws Exception {
        Control control = new Control();
        Guests.register(region, control);
        done(take("", ""));
        control.entered = new CountDownLatch(1);
        write(9, 1);
        byte[] before = bytes();
        control.hold = new CountDownLatch(1);
        long id = snapshots.restore(text(), "", "latest", false, "");
        control.entered.await();
        snapshots.cancel(id);
        control.hold.countDown();
        assertEquals(JobState.CANCELLED, await(id).state());
        assertArrayEquals(before, bytes());
        Reference.reachabilityFence(control);
    }

    @Test
    void aGuestThatWritesMeanwhileIsToldOf() throws IOException {
        Control control = new Control();
        Guests.register(region, control);
        write(3, 1);
        done(take("", ""));
        write(3, 2);
        // it says that it stands still, and writes when the chain has been read
        Thread writer = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                write(3, 7);
            }
        });
        writer.start();
        try {
            SnapshotJob job = await(snapshots.restore(text(), "", "latest", false, "still"));
            assertTrue(
                    job.state() == JobState.DONE && ram.get(3 * PAGE) == 7
                            || job.state() == JobState.FAILED
                                    && job.text().contains("the guest wrote 1 pages of region 'ram' meanwhile"),
                    job.toString());
        } finally {
            writer.interrupt();
        }
        Reference.reachabilityFence(control);
    }

    @Test
    void refusalsAreSentences() throws IOException {
        refused("regions: ram", () -> snapshots.take("rom", text(), "", false, "", 0, ""));
        refused("must be an absolute path", () -> snapshots.take("ram", "snapshots", "", false, "", 0, ""));
        refused("no file system for", () -> snapshots.take("ram", "nowhere://x/y", "", false, "", 0, ""));
        refused("guest must be pause, still, running or empty", () -> take("asleep", ""));
        refused("has no Guest", () -> take("pause", ""));
        refused("zstd level", () -> snapshots.take("ram", text(), "", false, "", 23, ""));
        refused("name=BASE64", () -> take("", "x"));
        refused("name=BASE64", () -> take("", "x=!"));
        refused("is no directory", () -> snapshots.verify(text(), ""));
        refused("is no directory", () -> snapshots.list(text(), 0, 1));
        refused("no job 99; the last ones: none", () -> snapshots.job(99, 0));
        failed("an attachment's name has", take("", ".x=AQID"));
        assertFalse(Files.exists(store()) && Files.list(store()).findAny().isPresent());
        done(take("", ""));
        refused("keeps at least the last", () -> snapshots.prune(text(), "", 0, "", false));
        refused("within must be a duration", () -> snapshots.prune(text(), "", 1, "yesterday", false));
        refused("waitMillis must be 0 to 10000", () -> snapshots.job(1, 10_001));
        refused("maxPoints must be 1 to 1000", () -> snapshots.list(text(), 0, 0));
        refused("no snapshot 'none'", () -> snapshots.restore(text(), "", "none", false, "still"));
        refused("say guest 'still'", () -> snapshots.restore(text(), "", "latest", false, ""));
        assertTrue(snapshots.jobText(1, 0).startsWith("job 1, take, FAILED\n"), snapshots.jobText(1, 0));
    }

    @Test
    void damageIsAResultOfVerifyAndAFailureOfRestore() throws IOException {
        write(1, 1);
        SnapshotJob job = done(take("", ""));
        Path file = Path.of(job.point().file());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        SnapshotJob verify = done(snapshots.verify(text(), ""));
        assertEquals(bytes.length - 1, verify.damaged()[0].byteOffset());
        write(1, 2);
        byte[] before = bytes();
        failed("one bit is wrong", snapshots.restore(text(), "", "latest", false, "still"));
        assertArrayEquals(before, bytes());
    }

    @Test
    void endedJobsAreKeptForAWhile() throws IOException {
        long first = take("", "");
        done(first);
        for (int i = 0; i <= SnapshotJobs.MAX_ENDED; i++) {
            done(snapshots.verify(text(), ""));
        }
        refused("no job " + first, () -> snapshots.job(first, 0));
        assertTrue(snapshots.getJobs().length <= SnapshotJobs.MAX_ENDED + 1);
    }

    private static final class Control implements Guest {
        final List<String> calls = new ArrayList<>();
        volatile CountDownLatch hold = new CountDownLatch(0);
        volatile CountDownLatch entered = new CountDownLatch(1);
        volatile Runnable cancelOnResume = () -> {};
        volatile long job;
        String registers = "";

        @Override
        public void quiesce() {
            entered.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            calls.add("pause");
        }

        @Override
        public Map<String, byte[]> attachments() {
            calls.add("attachments");
            return Map.of("registers", registers.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void restored(Map<String, byte[]> attachments) {
            calls.add("restored");
            registers = new String(attachments.get("registers"), StandardCharsets.UTF_8);
        }

        @Override
        public void resume() {
            calls.add("resume");
            cancelOnResume.run();
        }
    }

    private void write(int page, int value) {
        ram.put(page * PAGE, (byte) value);
        region.markDirty((long) page * PAGE, 1);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        ram.get(0, bytes);
        return bytes;
    }

    private Path store() {
        return home.resolve("store");
    }

    private String text() {
        return store().toString();
    }

    private long take(String guest, String attachments) {
        return snapshots.take("ram", text(), "", false, guest, 0, attachments);
    }

    private byte[] restored(String point) throws IOException {
        Path image = home.resolve("image");
        Files.deleteIfExists(image);
        SnapshotStore store = SnapshotStore.lookAt(store());
        store.restore(store.point(point), image, SnapshotProgress.NONE);
        return Files.readAllBytes(image);
    }

    private SnapshotJob await(long id) {
        for (int i = 0; i < 6; i++) {
            SnapshotJob job = snapshots.job(id, 10_000);
            if (job.state() != JobState.RUNNING) {
                return job;
            }
        }
        throw new AssertionError(snapshots.jobText(id, 0));
    }

    private SnapshotJob done(long id) {
        SnapshotJob job = await(id);
        assertEquals(JobState.DONE, job.state(), job::text);
        return job;
    }

    private void failed(String words, long id) {
        SnapshotJob job = await(id);
        assertEquals(JobState.FAILED, job.state(), job::text);
        assertTrue(job.text().contains(words), job.text());
        assertEquals(1, job.text().lines().count(), job.text());
    }

    private static void refused(String words, Executable call) {
        RuntimeException refusal = assertThrows(RuntimeException.class, call);
        assertTrue(
                refusal instanceof IllegalArgumentException || refusal instanceof IllegalStateException,
                refusal.toString());
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }
}
