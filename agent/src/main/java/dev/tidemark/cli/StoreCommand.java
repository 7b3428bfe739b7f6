package dev.tidemark.cli;

import dev.tidemark.jmx.SnapshotPoint;
import dev.tidemark.snapshot.Damage;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.StorePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that works on a snapshot store, in this JVM. */
abstract class StoreCommand extends DataCommand {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The store: a directory, or a URI of a file system whose provider is on the class path.")
    private String directory;

    @Option(
            names = "--elsewhere",
            paramLabel = "DIR",
            description = "Another store that holds parents; may be given more than once.")
    private List<String> elsewhere = List.of();

    /** The command's work. */
    abstract Report report(SnapshotStore store) throws IOException;

    /** The store as another JVM can find it. */
    final String directory() {
        return LiveOptions.absolute(directory);
    }

    /** The other stores, as another JVM can find them. */
    final String elsewhere() {
        return LiveOptions.absolute(elsewhere);
    }

    /** Looks at what was typed, before anything is tried. */
    void checkUsage() {}

    @Override
    final Report report() {
        checkUsage();
        Path home = path(directory);
        // a store is created by who takes snapshots, not by a typing error of who looks for them
        if (!Files.isDirectory(home)) {
            throw CliException.failed("no snapshot store: " + directory + " is no directory");
        }
        try {
            return report(SnapshotStore.open(
                    home, elsewhere.stream().map(StoreCommand::path).toArray(Path[]::new)));
        } catch (FileAlreadyExistsException e) {
            throw CliException.failed(e.getFile() + " exists already: name a new file", e);
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw CliException.failed(e.getFile() + ": " + reason, e);
        } catch (IOException e) {
            throw CliException.failed(e.getMessage(), e);
        }
    }

    /** A path, or a URI such as {@code s3://bucket/snapshots}. */
    static Path path(String text) {
        try {
            return StorePath.of(text);
        } catch (FileSystemNotFoundException e) {
            throw CliException.failed("no file system for " + text + ": put its provider on the class path and start"
                    + " dev.tidemark.cli.Main, instead of -jar");
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage("not a path: " + text + ": " + e.getMessage());
        }
    }

    static Map<String, Object> json(Snapshot point) {
        return json(SnapshotPoint.of(point));
    }

    static Map<String, Object> json(SnapshotPoint point) {
        return Json.object(
                "name", point.name(),
                "region", point.region(),
                "kind", point.kind(),
                "sequence", point.sequence(),
                "takenAt", point.takenAt(),
                "byteSize", point.byteSize(),
                "pageSize", point.pageSize(),
                "epoch", point.epoch(),
                "fileBytes", point.fileBytes(),
                "file", point.file());
    }

    static Map<String, Object> json(Damage damage) {
        return Json.object("file", damage.file().toString(), "byteOffset", damage.byteOffset(), "text", damage.text());
    }

    static String line(Damage damage) {
        return damage.file() + ", byte " + damage.byteOffset() + ": " + damage.text() + "\n";
    }

    static String kind(Snapshot point) {
        return point.full() ? "full" : "increment";
    }
}
