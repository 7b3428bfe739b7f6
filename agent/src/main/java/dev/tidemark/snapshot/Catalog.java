package dev.tidemark.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The headers of all snapshot files in some directories, as they were when it was read. Immutable once read. */
final class Catalog {
    /** A file and its header. */
    record Entry(Path home, Path path, Header header) {}

    private static final Comparator<Entry> OLDEST_FIRST = Comparator.comparingLong(
                    (Entry entry) -> entry.header().takenAt())
            .thenComparingInt(entry -> entry.header().sequence())
            .thenComparing(entry -> entry.header().fileName());

    private final List<Entry> entries = new ArrayList<>();
    private final List<Damage> damaged = new ArrayList<>();
    private final Map<UUID, List<Entry>> byId = new HashMap<>();

    private Catalog() {}

    /** Reads every header. A file that goes meanwhile is left out; one that cannot be read is noted. */
    static Catalog read(List<Path> directories) throws IOException {
        Catalog catalog = new Catalog();
        for (Path directory : directories) {
            for (Path path : snapshotFiles(directory)) {
                try (SnapshotFile file = SnapshotFile.open(path)) {
                    catalog.entries.add(new Entry(directory, path, file.header()));
                } catch (DamagedException e) {
                    catalog.damaged.add(e.damage());
                } catch (NoSuchFileException e) {
                    // pruned since it was listed
                }
            }
        }
        catalog.entries.sort(OLDEST_FIRST);
        for (Entry entry : catalog.entries) {
            catalog.byId
                    .computeIfAbsent(entry.header().id(), id -> new ArrayList<>())
                    .add(entry);
        }
        return catalog;
    }

    static List<Path> snapshotFiles(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*" + SnapshotFormat.SUFFIX)) {
            for (Path file : all) {
                files.add(directory.resolve(file.getFileName().toString())); // S3's are relative to the bucket
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(null);
        return files;
    }

    List<Entry> entries() {
        return entries;
    }

    List<Damage> damaged() {
        return damaged;
    }

    /** One entry per point, oldest first: the full one where a point has two. */
    List<Entry> points() {
        return entries.stream()
                .filter(entry ->
                        entry == best(entry.header().id(), entry.header().pointHash()))
                .toList();
    }

    Entry parentOf(Header child) {
        return best(child.parent(), child.parentHash());
    }

    /** The full one if there is one; one with another hash only if there is no better. */
    Entry best(UUID id, Hash pointHash) {
        Entry best = null;
        for (Entry entry : byId.getOrDefault(id, List.of())) {
            boolean fits = entry.header().pointHash().equals(pointHash);
            boolean bestFits = best != null && best.header().pointHash().equals(pointHash);
            if (best == null
                    || fits
                            && (!bestFits
                                    || entry.header().full() && !best.header().full())) {
                best = entry;
            }
        }
        return best;
    }

    boolean hasChild(Header parent) {
        return entries.stream().anyMatch(entry -> entry.header().parent().equals(parent.id()));
    }
}
