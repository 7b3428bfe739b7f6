package dev.tidemark.snapshot;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All that a store does, in a file system without hard links that is behind a network. Arguments: URI of a directory, seed. */
public final class ObjectStoreProgram {
    private static final int PAGE = 4096;
    private static final int SIZE = 50 * PAGE + 100;
    private static final int POINTS = 6;
    private static final int RACES = 8;

    private final Path home;
    private final Random random;
    private final Map<UUID, byte[]> model = new LinkedHashMap<>();
    private int restored;

    private ObjectStoreProgram(Path home, long seed) {
        this.home = home;
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        ObjectStoreProgram program =
                new ObjectStoreProgram(Path.of(URI.create(arguments[0])), Long.parseLong(arguments[1]));
        program.twoChannels();
        program.lifeOfAChain();
        program.races();
        program.damage();
    }

    /** Both are opened before either is closed, which is when an object is written. */
    private void twoChannels() throws IOException {
        SnapshotStore.open(home.resolve("channels"));
        Path file = home.resolve("channels").resolve("name");
        SeekableByteChannel first = Files.newByteChannel(file, CreateNew.options(file));
        SeekableByteChannel second = Files.newByteChannel(file, CreateNew.options(file));
        Channels.write(first, ByteBuffer.wrap(new byte[] {1}));
        Channels.write(second, ByteBuffer.wrap(new byte[] {2}));
        first.close();
        try {
            second.close();
            throw new AssertionError("a second creator was not refused");
        } catch (IOException e) {
            System.out.println("second creator refused");
        }
        check(Arrays.equals(new byte[] {1}, Files.readAllBytes(file)), "the first one's bytes stay");
    }

    private void lifeOfAChain() throws IOException {
        SnapshotStore store = SnapshotStore.open(home.resolve("chain"));
        try (Guest guest = new Guest("ram", ByteBuffer.allocateDirect(SIZE), PAGE)) {
            SnapshotTaker taker = guest.taker(store);
            for (int i = 0; i < POINTS; i++) {
                take(guest, taker);
            }
            check(store.list().snapshots().size() == POINTS, "all are listed");
            checkAll(store);
            Snapshot second = store.list().snapshots().get(1);
            taker.restore(second, SnapshotProgress.NONE);
            check(Arrays.equals(model.get(second.id()), guest.copy()), "restored into the region");
            take(guest, taker);
            checkAll(store);
            Snapshot last = store.point("latest");
            check(store.compact(last, SnapshotProgress.NONE).full(), "merged");
            checkAll(store);
            List<Path> would = store.prune(PrunePolicy.keepLast(1), true);
            check(!would.isEmpty() && would.equals(store.prune(PrunePolicy.keepLast(1), false)), "pruned " + would);
            Set<UUID> left = new HashSet<>();
            store.list().snapshots().forEach(point -> left.add(point.id()));
            check(left.contains(last.id()) && left.size() < model.size(), "the last one is kept");
            model.keySet().retainAll(left);
            checkAll(store);
            take(guest, taker);
            checkAll(store);
            System.out.println(POINTS + 2 + " snapshots taken, " + restored + " points restored, " + would.size()
                    + " files pruned");
            taker.close();
        }
    }

    private void take(Guest guest, SnapshotTaker taker) throws IOException {
        for (int i = 0; i < 6; i++) {
            guest.write(random);
        }
        byte[] now = guest.copy();
        Snapshot point = taker.take(TakeOptions.DEFAULT.with("size", new byte[] {(byte) model.size()}))
                .snapshot();
        model.put(point.id(), now);
    }

    private void checkAll(SnapshotStore store) throws IOException {
        check(store.verify(SnapshotProgress.NONE).isEmpty(), "verified");
        check(store.list().damaged().isEmpty(), "nothing is damaged");
        for (Snapshot point : store.list().snapshots()) {
            Path image = Files.createTempDirectory("image").resolve("ram");
            store.restore(point, image, SnapshotProgress.NONE);
            check(Arrays.equals(model.get(point.id()), Files.readAllBytes(image)), point.name());
            check(store.attachments(point).get("size").length == 1, "attachment of " + point.name());
            Files.delete(image);
            Files.delete(image.getParent());
            restored++;
        }
    }

    /** Two that continue the same point, as if in two processes, publish at the same moment. */
    private void races() throws Exception {
        SnapshotStore store = SnapshotStore.open(home.resolve("races"));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Guest one = new Guest("ram", ByteBuffer.allocateDirect(SIZE), PAGE);
                Guest two = new Guest("ram", ByteBuffer.allocate(SIZE), PAGE)) {
            List<Guest> guests = List.of(one, two);
            List<SnapshotTaker> takers = List.of(one.taker(store), two.taker(SnapshotStore.open(store.directory())));
            takers.get(0).take();
            takers.get(1).restore(store.point("latest"), SnapshotProgress.NONE);
            for (int race = 0; race < RACES; race++) {
                guests.forEach(guest -> guest.write(random));
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<Taken>> results = new ArrayList<>();
                for (SnapshotTaker taker : takers) {
                    results.add(threads.submit(() -> taker.take(TakeOptions.DEFAULT.whenCopied(() -> await(start)))));
                }
                int winner = winner(results);
                Snapshot point = store.point("latest");
                check(point.equals(results.get(winner).get().snapshot()), "the winner's is there");
                takers.get(1 - winner).restore(point, SnapshotProgress.NONE);
                check(Arrays.equals(one.copy(), two.copy()), "race " + race);
            }
            check(store.verify(SnapshotProgress.NONE).isEmpty(), "verified");
            System.out.println(RACES + " races, one winner each");
        } finally {
            threads.shutdownNow();
        }
    }

    private static int winner(List<Future<Taken>> results) throws InterruptedException {
        int winner = -1;
        for (int i = 0; i < results.size(); i++) {
            try {
                results.get(i).get();
                check(winner < 0, "two won");
                winner = i;
            } catch (java.util.concurrent.ExecutionException e) {
                check(String.valueOf(e.getCause().getMessage()).contains("was taken by someone else"), e.toString());
            }
        }
        check(winner >= 0, "nobody won");
        return winner;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private void damage() throws IOException {
        SnapshotStore store = SnapshotStore.open(home.resolve("chain"));
        Path file = store.point("latest").file();
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        bytes[at] ^= 4;
        Files.delete(file);
        Files.write(file, bytes);
        List<Damage> damage = store.verify(SnapshotProgress.NONE);
        check(damage.size() == 1 && damage.get(0).file().endsWith(file.getFileName()), "found: " + damage);
        System.out.println("flipped bit found");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
