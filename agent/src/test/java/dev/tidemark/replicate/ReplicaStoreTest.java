package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replica holds, and says that it holds, at the moments between two epochs. Each epoch fills all pages with its number. */
class ReplicaStoreTest {
    private static final int PAGE = 512;
    private static final int PAGES = 8;
    private static final Protocol.Offer OFFER = new Protocol.Offer(PAGE * PAGES, PAGE, new UUID(1, 2), false, "ram");

    @TempDir
    private Path directory;

    private ReplicaStore store;
    private FileChannel file;

    /** What the machine's start is called. */
    private String boot = "this boot";

    /** Runs before each write to the bytes. */
    private volatile Hook beforeWrite = () -> {};

    private interface Hook {
        void run() throws IOException;
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        file.close();
    }

    @Test
    void epochThatIsBeingAppliedIsNotNamedYetAndReadersWaitForIt() throws Exception {
        open();
        assertNull(store.epoch());
        take(1);
        assertEquals(1, store.epoch().number());

        CountDownLatch halfway = new CountDownLatch(PAGES / 2);
        CountDownLatch goOn = new CountDownLatch(1);
        beforeWrite = () -> {
            halfway.countDown();
            if (halfway.getCount() == 0) {
                await(goOn);
            }
        };
        CompletableFuture<Void> applier = CompletableFuture.runAsync(() -> unchecked(() -> take(2)));
        await(halfway);
        assertEquals(1, store.epoch().number());
        CompletableFuture<long[]> reader = CompletableFuture.supplyAsync(this::readAll);
        Path killed = copyOfFiles("killed");
        Thread.sleep(50);
        assertFalse(reader.isDone(), "a reader was shown a mix");
        assertEquals(1, store.epoch().number());
        goOn.countDown();
        assertEquals(2, reader.get(2, TimeUnit.MINUTES)[0]);
        applier.get(2, TimeUnit.MINUTES);
        assertEquals(2, store.epoch().number());

        // killed in between, it goes on with what was sealed, and that is not older than what was named
        store.close();
        store = ReplicaStore.inFile(killed, false);
        assertEquals(2, store.epoch().number());
        assertEquals(2, readAll()[0]);
    }

    @Test
    void epochThatWasNotSealedIsNotTakenAfterAKill() throws Exception {
        open();
        take(1);
        collect(2);
        assertEquals(1, store.epoch().number());
        assertEquals(1, readAll()[0]);
        Path killed = copyOfFiles("killed");
        store.close();
        store = ReplicaStore.inFile(killed, false);
        assertEquals(1, store.epoch().number());
        assertEquals(1, readAll()[0]);
    }

    @Test
    void epochThatCannotBeAppliedIsNamedAndAppliedByTheNextReader() throws Exception {
        open();
        take(1);
        int[] writes = {0};
        beforeWrite = () -> {
            if (writes[0]++ >= PAGES / 2) {
                throw new IOException("No space left on device");
            }
        };
        assertThrows(IOException.class, () -> take(2));
        assertEquals(2, store.epoch().number());
        store.abort(); // as at the end of a connection
        assertThrows(IOException.class, () -> store.read((epoch, bytes) -> null));
        assertEquals(2, store.epoch().number());
        beforeWrite = () -> {};
        assertEquals(2, readAll()[0]);
        assertEquals(2, store.epoch().number());
        take(3);
        assertEquals(3, readAll()[0]);
    }

    /** Neither epoch is named in the file yet, for nobody waits for that. */
    @Test
    void epochThatWasConfirmedSurvivesAKill() throws Exception {
        open();
        take(1);
        Path killed = copyOfFiles("first");
        take(2);
        Path killedAgain = copyOfFiles("second");
        for (int epoch = 1; epoch <= 2; epoch++) {
            store.close();
            store = ReplicaStore.inFile(epoch == 1 ? killed : killedAgain, false);
            assertEquals(epoch, store.epoch().number());
            assertEquals(epoch, readAll()[0]);
        }
    }

    /** After a hand-over the bytes are the guest's: no journal may be applied over them. */
    @Test
    void whatTheGuestWroteAfterTheHandOverIsNotOverwrittenAfterAKill() throws Exception {
        open();
        for (int epoch = 1; epoch <= 2; epoch++) {
            take(epoch);
            store.letGo();
            Path killed = copyOfFiles("guest" + epoch);
            byte[] guest = "the guest's".getBytes(StandardCharsets.US_ASCII);
            try (FileChannel channel = FileChannel.open(killed, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(guest), PAGE);
            }
            try (ReplicaStore again = ReplicaStore.inFile(killed, false, boot)) {
                assertEquals(epoch, again.epoch().number());
                byte[] found = new byte[guest.length];
                again.read((held, bytes) -> {
                    bytes.read(PAGE, ByteBuffer.wrap(found));
                    return null;
                });
                assertArrayEquals(guest, found);
            }
        }
    }

    /** The last round of a first copy is on the disk once it was committed, in the journal: the bytes need not be. */
    @Test
    void firstCopyIsWholeWhateverOfItsLastRoundReachedTheDisk() throws Exception {
        open(true);
        store.begin(1);
        long forced = pages(7);
        store.flush(1);
        Path flushed = copyOfFiles("flushed");
        forced += pages(1);
        Path killed = copyOfFiles("killed");
        store.commit(new Protocol.Commit(1, forced, new byte[0]));
        Path committed = copyOfFiles("committed");
        Files.copy(
                flushed,
                committed,
                StandardCopyOption.REPLACE_EXISTING); // the machine failed, and lost what was not forced
        for (Path each : new Path[] {flushed, killed, committed}) {
            store.close();
            store = ReplicaStore.inFile(each, true);
            if (each != committed) {
                assertNull(store.epoch());
                continue;
            }
            assertEquals(1, readAll()[0]);
        }
    }

    /** Then older pages must not come out of the journal, and none that the disk lacks may be missing from it. */
    @Test
    void journalBesideAFirstCopyHasALimit() throws Exception {
        open(true);
        long frames = 0;
        store.begin(1);
        for (int round = 0; round < 3; round++) {
            store.flush(1);
            frames += pages(7);
            Path before = copyOfFiles("before" + round);
            for (int i = 0; i < (64 << 20) / (PAGE * PAGES); i++) {
                store.collect(0, PAGE * PAGES, Protocol.RAW, ByteBuffer.allocate(PAGE * PAGES));
                frames++;
            }
            long journal = Files.size(before.resolveSibling("image.journal"));
            assertTrue(journal < 100_000, "the journal did not begin anew: " + journal);
        }
        long limit = Files.size(directory.resolve("image.journal"));
        assertTrue(limit > 1 << 20 && limit < 70 << 20, "journal of " + limit);
        frames += pages(1);
        store.commit(new Protocol.Commit(1, frames, new byte[0]));
        Path killed = copyOfFiles("killed");
        store.close();
        store = ReplicaStore.inFile(killed, true);
        assertEquals(1, readAll()[0]);
    }

    /** The journal is for who lost what was applied; and settled, for nobody. */
    @Test
    void whatWasHandedOverIsAppliedAgainOnlyIfTheMachineFailed() throws Exception {
        open(true);
        for (int epoch = 1; epoch <= 2; epoch++) {
            store.begin(epoch);
            store.flush(epoch);
            store.commit(new Protocol.Commit(epoch, pages(epoch), new byte[0]));
            Path atCommit = copyOfFiles("commit" + epoch);
            store.letGo();
            Path handed = copyOfFiles("handed" + epoch);
            store.abort(); // the source leaves
            Path settled = copyOfFiles("settled" + epoch);
            Path journal = handed.resolveSibling("image.journal");
            Files.copy(journal, settled.resolveSibling("image.journal"), StandardCopyOption.REPLACE_EXISTING);
            for (Path each : new Path[] {atCommit, handed, settled}) {
                for (String now : new String[] {boot, "another one"}) {
                    Path image = copy(each.getParent(), each.getParent().getFileName() + now);
                    try (FileChannel guest = FileChannel.open(image, StandardOpenOption.WRITE)) {
                        guest.write(ByteBuffer.allocate(PAGE), PAGE);
                    }
                    boolean again = each == atCommit || each == handed && !now.equals(boot);
                    try (ReplicaStore after = ReplicaStore.inFile(image, true, now)) {
                        assertEquals(epoch, after.epoch().number());
                        long found = after.read((held, bytes) -> {
                            ByteBuffer content = ByteBuffer.allocate(8);
                            bytes.read(PAGE, content);
                            return content.getLong(0);
                        });
                        assertEquals(again ? epoch : 0L, found, each + " in " + now);
                    }
                    assertEquals(0, Files.size(image.resolveSibling("image.journal")));
                }
            }
        }
    }

    /** Nobody could tell later whether the journal is needed. */
    @Test
    void whereStartsOfTheMachineHaveNoNameItIsSettledBeforeTheHandOver() throws Exception {
        boot = null;
        open(true);
        store.begin(1);
        store.flush(1);
        store.commit(new Protocol.Commit(1, pages(1), new byte[0]));
        assertTrue(Files.size(directory.resolve("image.journal")) > PAGE);
        store.letGo();
        assertEquals(0, Files.size(directory.resolve("image.journal")));
        assertEquals(1, StateFile.read(directory.resolve("image.epoch")).number());
    }

    @Test
    void journalWithoutAReplicaIsNotApplied() throws Exception {
        open(false);
        take(1);
        take(2);
        Path killed = copyOfFiles("killed");
        Files.delete(killed);
        Files.delete(killed.resolveSibling("image.epoch"));
        store.close();
        store = ReplicaStore.inFile(killed, false);
        assertNull(store.epoch());
    }

    private void open() throws IOException {
        open(false);
    }

    private void open(boolean durable) throws IOException {
        Path image = directory.resolve("image");
        file = FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel journal = FileChannel.open(
                directory.resolve("image.journal"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Target bytes = Target.of(file);
        Target hooked = new Target() {
            @Override
            public boolean clear(long byteSize) throws IOException {
                return bytes.clear(byteSize);
            }

            @Override
            public void write(long offset, ByteBuffer from) throws IOException {
                beforeWrite.run();
                bytes.write(offset, from);
            }

            @Override
            public void read(long offset, ByteBuffer into) throws IOException {
                bytes.read(offset, into);
            }

            @Override
            public void force() throws IOException {
                bytes.force();
            }

            @Override
            public void close() throws IOException {
                bytes.close();
            }
        };
        store = new ReplicaStore(
                hooked, new Journal(journal, boot), directory.resolve("image.epoch"), Long.MAX_VALUE, durable);
        store.check(OFFER);
    }

    private void collect(long epoch) throws IOException {
        store.begin(epoch);
        pages(epoch);
    }

    /** Fills all pages with a number; returns in how many frames. */
    private long pages(long number) throws IOException {
        for (int page = 0; page < PAGES; page++) {
            ByteBuffer bytes = ByteBuffer.allocate(PAGE);
            while (bytes.hasRemaining()) {
                bytes.putLong(number);
            }
            store.collect((long) page * PAGE, PAGE, Protocol.RAW, bytes.flip());
        }
        return PAGES;
    }

    private void take(long epoch) throws IOException {
        collect(epoch);
        store.commit(new Protocol.Commit(epoch, PAGES, new byte[0]));
    }

    /** What the pages hold, which must be the epoch's number. */
    private long[] readAll() {
        try {
            return store.read((epoch, bytes) -> {
                ByteBuffer all = ByteBuffer.allocate(PAGE * PAGES);
                bytes.read(0, all);
                for (int at = 0; at < all.capacity(); at += 8) {
                    assertEquals(epoch.number(), all.getLong(at));
                }
                return new long[] {epoch.number()};
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a process that is killed now leaves. */
    private Path copyOfFiles(String name) throws IOException {
        return copy(directory, name);
    }

    private Path copy(Path from, String name) throws IOException {
        Path there = Files.createDirectory(directory.resolve(name));
        for (String each : new String[] {"image", "image.journal", "image.epoch"}) {
            Files.copy(from.resolve(each), there.resolve(each));
        }
        return there.resolve("image");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(2, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void unchecked(Hook work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
