package dev.tidemark.snapshot;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A directory of snapshots: immutable files, each a full snapshot or an increment of another one. Any {@link java.nio.file.FileSystem}
 * will do. Several stores, and several JVMs, may use one directory at once.
 *
 * <p>Thread-safe. Operations read the headers of all files of the directory each time, so nothing is cached and nothing goes stale.
 */
public final class SnapshotStore {
    /** Parts of files that nobody finished are older than this. */
    private static final Duration PART_AGE = Duration.ofHours(1);

    private final Path directory;
    private final boolean mayBeMissing;

    /** This one first. Grows where the taker that uses this store is asked for with further ones. */
    private final List<Path> directories;

    private final StoreDirectory files;

    private SnapshotStore(Path directory, boolean mayBeMissing, List<Path> elsewhere) throws IOException {
        this.directory = directory;
        this.mayBeMissing = mayBeMissing;
        this.directories = new CopyOnWriteArrayList<>(List.of(directory));
        this.directories.addAll(elsewhere);
        this.files = new StoreDirectory(directory);
    }

    /**
     * Opens a store; the directory is created if it is not there.
     *
     * @param elsewhere further stores to look for parents in; nothing is written there
     * @throws SnapshotException if {@code directory} is no directory
     */
    public static SnapshotStore open(Path directory, Path... elsewhere) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (FileAlreadyExistsException e) {
            throw new SnapshotException("a store is a directory, and " + absolute + " is none", e);
        }
        return new SnapshotStore(absolute, false, existing(elsewhere));
    }

    /** As {@link #open}, but creates nothing: a store that is not there is empty. For looking, not for taking. */
    public static SnapshotStore lookAt(Path directory, Path... elsewhere) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        SnapshotFormat.require(
                Files.isDirectory(absolute) || Files.notExists(absolute),
                "a store is a directory, and " + absolute + " is none");
        return new SnapshotStore(absolute, true, existing(elsewhere));
    }

    private static List<Path> existing(Path... elsewhere) throws SnapshotException {
        for (Path other : elsewhere) {
            SnapshotFormat.require(Files.isDirectory(other), "a store is a directory, and " + other + " is none");
        }
        return List.of(elsewhere);
    }

    /** The directory. */
    public Path directory() {
        return directory;
    }

    /** All points that the store and those elsewhere hold. Reads every header. */
    public SnapshotList list() throws IOException {
        Catalog catalog = catalog();
        return new SnapshotList(
                catalog.points().stream()
                        .map(entry -> Snapshot.of(entry.path(), entry.header()))
                        .toList(),
                List.copyOf(catalog.damaged()));
    }

    /**
     * Finds a point.
     *
     * @param name a snapshot's name, or {@code latest}
     * @throws SnapshotException if there is none; the message names some that there are
     */
    public Snapshot point(String name) throws IOException {
        List<Snapshot> all = list().snapshots();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (name.equals("latest") || name.equals(all.get(i).name())) {
                return all.get(i);
            }
        }
        throw new SnapshotException("no snapshot '" + name + "' in " + directory + "; the last ones: "
                + (all.isEmpty()
                        ? "none"
                        : String.join(
                                ", ",
                                all.subList(Math.max(0, all.size() - 10), all.size()).stream()
                                        .map(Snapshot::name)
                                        .toList())));
    }

    /**
     * What takes snapshots of a region into this directory: the same object each time while it is open and the region is. It has a client
     * of its own, so it disturbs no other store and no other client.
     *
     * @throws IllegalStateException if the agent does not run, or there are 64 clients already
     */
    public SnapshotTaker taker(Region region) {
        return taker(region, Tidemark::client);
    }

    /** As {@link #taker(Region)}, for regions of a tracker that is not the one of {@link Tidemark}: {@code clients} creates its clients. */
    public SnapshotTaker taker(Region region, Function<String, Client> clients) {
        String key = key();
        SnapshotTaker taker = Takers.get(
                region, key, whenClosed -> new SnapshotTaker(this, region, clients.apply(clientOf(key)), whenClosed));
        taker.store().alsoLookIn(directories);
        return taker;
    }

    /**
     * What the next snapshot of a region into this store would be, as {@link SnapshotTaker#estimate(TakeOptions)} says, without
     * creating a taker or its client. Changes nothing.
     */
    public Estimate estimate(Region region, TakeOptions options) throws IOException {
        SnapshotTaker taker = Takers.find(region, key());
        if (taker == null) {
            taker = new SnapshotTaker(this, region, null, () -> {}); // it follows nothing, so it asks no client
        }
        return taker.estimate(options);
    }

    private String key() {
        return directory.toUri().toString();
    }

    private void alsoLookIn(List<Path> others) {
        for (Path other : others) {
            if (!directories.contains(other)) {
                directories.add(other);
            }
        }
    }

    /** The same for the same directory, so that a second store of it shares the taker. */
    private static String clientOf(String key) {
        byte[] hash = Checksums.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
        return "snapshot-%02x%02x%02x%02x".formatted(hash[0], hash[1], hash[2], hash[3]);
    }

    /**
     * Reads every byte of every file of this store and checks it, and that every increment has its parent.
     *
     * @return what is wrong, the first bad byte of each file; empty if all is well
     */
    public List<Damage> verify(SnapshotProgress progress) throws IOException {
        Catalog catalog = catalog();
        List<Damage> damage = new ArrayList<>(catalog.damaged());
        List<Catalog.Entry> mine = catalog.entries().stream()
                .filter(entry -> entry.home().equals(directory))
                .toList();
        LongProgress steps = new LongProgress(progress, bytes(mine));
        ByteBuffer scratch = ByteBuffer.allocateDirect(SnapshotFile.SCRATCH_BYTES);
        for (Catalog.Entry entry : mine) {
            try {
                check(entry.path(), scratch, steps);
                if (!entry.header().full()) {
                    Chain.resolve(catalog, entry);
                }
            } catch (DamagedException e) {
                damage.add(e.damage());
            } catch (SnapshotException e) {
                damage.add(new Damage(entry.path(), SnapshotFormat.Field.PARENT.offset(), e.getMessage()));
            } catch (NoSuchFileException e) {
                // pruned meanwhile
            }
        }
        return damage;
    }

    /**
     * Writes the region's bytes at a point to a new file. Zeros are left out as holes where the file system has them.
     *
     * @param target must not exist; appears only once it is whole and durable
     * @throws SnapshotException if the chain is damaged or a part of it is missing; there is no file then
     * @throws FileAlreadyExistsException if {@code target} exists
     */
    public void restore(Snapshot point, Path target, SnapshotProgress progress) throws IOException {
        Path absolute = target.toAbsolutePath();
        if (Files.exists(absolute)) {
            throw new FileAlreadyExistsException(absolute.toString(), null, "restore writes a new file");
        }
        Catalog catalog = catalog();
        List<Catalog.Entry> chain = Chain.resolve(catalog, entry(catalog, point));
        StoreDirectory home = new StoreDirectory(absolute.getParent());
        try (ChainReader reader = new ChainReader(Chain.paths(chain));
                StoreDirectory.Draft draft = home.draft(absolute.getFileName().toString())) {
            FileRestore.write(reader, draft.channel(), progress);
            draft.publish();
        }
    }

    /** The attachments of a point, by name. */
    public Map<String, byte[]> attachments(Snapshot point) throws IOException {
        Catalog catalog = catalog();
        try (SnapshotFile file = SnapshotFile.open(entry(catalog, point).path())) {
            return file.attachments();
        }
    }

    /**
     * Merges a point and all it depends on into one full snapshot of the same point, which later increments then follow. Nothing else is
     * touched: the merged files stay until {@link #prune} finds that nobody needs them.
     *
     * @return the point, full now; unchanged if it was
     * @throws SnapshotException if the chain is damaged or a part of it is missing
     */
    public Snapshot compact(Snapshot point, SnapshotProgress progress) throws IOException {
        Catalog catalog = catalog();
        Catalog.Entry entry = entry(catalog, point);
        if (entry.header().full()) {
            return Snapshot.of(entry.path(), entry.header());
        }
        Header plan = entry.header().merged();
        List<Catalog.Entry> chain = Chain.resolve(catalog, entry);
        try (ChainReader reader = new ChainReader(Chain.paths(chain));
                StoreDirectory.Draft draft = files.draft(plan.fileName())) {
            Map<String, byte[]> blobs = reader.attachments();
            ByteBuffer attachments = Attachments.encode(blobs);
            ChainSource source = new ChainSource(reader);
            SnapshotWriter writer = new SnapshotWriter(draft.channel(), source.runs(), source, 0, progress);
            writer.writeData(plan, attachments);
            Header written = writer.writeFront(plan, attachments, blobs.size());
            draft.publish();
            return Snapshot.of(draft.target(), written);
        } catch (FileAlreadyExistsException e) {
            throw new SnapshotException(
                    "snapshot " + point.name()
                            + " was merged by someone else meanwhile, or the file is damaged: list again",
                    e);
        }
    }

    /**
     * Deletes the points of this store that the policy does not keep and no kept point needs, newest first, so that what is left is whole
     * at every moment. Points that takers of this JVM follow stay. A merged snapshot is read and checked before anything that it takes the
     * place of is deleted. Also deletes parts of files that nobody finished within an hour.
     *
     * @param dryRun only tell
     * @return files that were deleted, or would be
     * @throws SnapshotException if a kept point is damaged, or the chain of one has a gap; nothing is deleted then
     */
    public List<Path> prune(PrunePolicy policy, boolean dryRun) throws IOException {
        Catalog catalog = catalog();
        Set<Path> needed = needed(catalog, policy);
        List<Catalog.Entry> going = new ArrayList<>(catalog.entries());
        going.removeIf(entry -> needed.contains(entry.path()) || !entry.home().equals(directory));
        going.sort(
                Comparator.comparingInt((Catalog.Entry entry) -> entry.header().sequence())
                        .reversed()
                        .thenComparing(entry -> entry.header().full()));
        List<Path> deleted = new ArrayList<>();
        if (!going.isEmpty() && !dryRun) {
            ByteBuffer scratch = ByteBuffer.allocateDirect(SnapshotFile.SCRATCH_BYTES);
            for (Catalog.Entry entry : catalog.entries()) {
                if (needed.contains(entry.path()) && !entry.header().standsFor().isNone()) {
                    check(entry.path(), scratch, new LongProgress(SnapshotProgress.NONE, 0));
                }
            }
            files.force();
        }
        for (Catalog.Entry entry : going) {
            if (!dryRun) {
                Files.deleteIfExists(entry.path());
                files.force();
            }
            deleted.add(entry.path());
        }
        deleted.addAll(files.oldParts(Instant.now().minus(PART_AGE), dryRun));
        return deleted;
    }

    private Set<Path> needed(Catalog catalog, PrunePolicy policy) throws IOException {
        if (!catalog.damaged().isEmpty()) {
            throw new SnapshotException("prune leaves a store alone that holds damaged files, the first is "
                    + catalog.damaged().get(0).file() + ": verify it, and remove what is beyond help");
        }
        Instant since = Instant.now().minus(policy.within());
        Map<UUID, Integer> left = new HashMap<>();
        Collection<UUID> followed = Takers.followed();
        Set<Path> needed = new LinkedHashSet<>();
        List<Catalog.Entry> points = new ArrayList<>(catalog.points());
        java.util.Collections.reverse(points);
        for (Catalog.Entry point : points) {
            int kept = left.merge(point.header().lineage(), 1, Integer::sum);
            boolean recent = !policy.within().isZero()
                    && Instant.ofEpochMilli(point.header().takenAt()).isAfter(since);
            if (kept <= policy.last()
                    || recent
                    || followed.contains(point.header().id())) {
                Chain.resolve(catalog, point).forEach(entry -> needed.add(entry.path()));
            }
        }
        return needed;
    }

    StoreDirectory files() {
        return files;
    }

    Catalog catalog() throws IOException {
        try {
            return Catalog.read(directories);
        } catch (NoSuchFileException e) {
            if (mayBeMissing && directory.toString().equals(e.getFile())) {
                return Catalog.read(List.of());
            }
            throw e;
        }
    }

    Catalog.Entry entry(Catalog catalog, Snapshot point) throws SnapshotException {
        Objects.requireNonNull(point, "point");
        for (Catalog.Entry entry : catalog.points()) {
            if (entry.header().id().equals(point.id())) {
                return entry;
            }
        }
        throw new SnapshotException(
                "snapshot " + point.name() + " is not in " + directory + ", or its file is damaged");
    }

    boolean has(String fileName) {
        return Files.exists(directory.resolve(fileName));
    }

    /** Whether the point is there as it was taken, as an increment or merged. Reads at most two headers. */
    boolean hasPoint(Header point) throws IOException {
        for (Path home : directories) {
            for (boolean full : new boolean[] {true, false}) {
                Path path = home.resolve(point.fileName(full));
                if (Files.exists(path)) {
                    try (SnapshotFile file = SnapshotFile.open(path)) {
                        if (file.header().id().equals(point.id())
                                && file.header().pointHash().equals(point.pointHash())) {
                            return true;
                        }
                    } catch (DamagedException e) {
                        // then it is not there
                    }
                }
            }
        }
        return false;
    }

    List<Path> chainOf(Header point) throws IOException {
        Catalog catalog = catalog();
        Catalog.Entry entry = catalog.best(point.id(), point.pointHash());
        SnapshotFormat.require(entry != null, "snapshot " + point.point() + " is not in " + directory);
        return Chain.paths(Chain.resolve(catalog, entry));
    }

    /** Reads a whole file. */
    void check(Path path, ByteBuffer scratch, LongProgress steps) throws IOException {
        try (SnapshotFile file = SnapshotFile.open(path)) {
            file.check(scratch, steps);
        }
    }

    long bytes(List<Catalog.Entry> entries) {
        return entries.stream()
                .mapToLong(entry -> SnapshotFormat.fileBytes(entry.header()))
                .sum();
    }
}
