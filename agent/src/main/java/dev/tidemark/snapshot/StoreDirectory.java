package dev.tidemark.snapshot;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates files in a directory so that each appears at once, whole and durable, or not at all, and so that of two that create the same
 * name one is told.
 *
 * <p>A file is written under another name first. Where the file system has hard links, the finished file gets its final name as a second
 * link: that fails if the name is taken, unlike a rename, and needs no lock. Elsewhere (object stores) it is written to a local
 * temporary file and copied to a new object in one go. Then the directory is forced, where it can be opened.
 *
 * <p>Thread-safe.
 */
final class StoreDirectory {
    static final String PART = ".part";

    private static final int COPY_BYTES = 1 << 20;

    private final Path path;
    private final boolean hasLinks;
    private final boolean canForce;

    /** Published, but not known to be durable, and not removed either: the taker was told that it failed. */
    private final Set<Path> orphans = ConcurrentHashMap.newKeySet();

    /** @param path an existing directory */
    StoreDirectory(Path path) throws IOException {
        this.path = path;
        this.hasLinks = probeLinks();
        // Windows opens no directories; what lies behind another provider makes files durable when they are closed
        this.canForce = path.getFileSystem().provider().getScheme().equals("file") && File.separatorChar == '/';
    }

    Path path() {
        return path;
    }

    /** Starts a file that is to be called {@code name}. Nobody sees it before {@link Draft#publish}. */
    Draft draft(String name) throws IOException {
        for (Path orphan : orphans) {
            Files.deleteIfExists(orphan);
            orphans.remove(orphan);
        }
        Path target = path.resolve(name);
        Path part = hasLinks
                ? path.resolve("." + name + "." + UUID.randomUUID() + PART)
                : Files.createTempFile(
                        FileSystems.getDefault().getPath(System.getProperty("java.io.tmpdir")), "tidemark", PART);
        return new Draft(target, part);
    }

    /** Makes what was created and deleted durable, where the file system lets a directory be forced. */
    void force() throws IOException {
        if (canForce) {
            try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    /** Deletes parts that were last written before a moment; or only tells which. */
    List<Path> oldParts(Instant before, boolean dryRun) throws IOException {
        List<Path> old = new ArrayList<>();
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, ".*" + PART)) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
                    old.add(part);
                    if (!dryRun) {
                        Files.deleteIfExists(part);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return old;
    }

    private boolean probeLinks() throws IOException {
        Path nothing = path.resolve(".probe-" + UUID.randomUUID());
        try {
            Files.createLink(path.resolve(nothing.getFileName() + "-link"), nothing);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** A file on its way. Not thread-safe. */
    final class Draft implements AutoCloseable {
        private final Path target;
        private final Path part;
        private final FileChannel channel;

        private Draft(Path target, Path part) throws IOException {
            this.target = target;
            this.part = part;
            try {
                this.channel = hasLinks
                        ? FileChannel.open(
                                part, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } catch (Throwable e) {
                deletePart();
                throw e;
            }
        }

        /** Where to write. */
        FileChannel channel() {
            return channel;
        }

        Path target() {
            return target;
        }

        /**
         * Makes it durable under its final name.
         *
         * @throws java.nio.file.FileAlreadyExistsException if someone else took the name
         */
        void publish() throws IOException {
            if (hasLinks) {
                channel.force(true);
                channel.close();
                link();
            } else {
                copy();
            }
            boolean durable = false;
            try {
                force();
                durable = true;
            } finally {
                if (!durable) {
                    withdraw();
                }
            }
        }

        /** Removes what is not published. Never throws: a part that stays is harmless, and pruned one day. */
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // the file goes in any case
            }
            deletePart();
        }

        private void deletePart() {
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                // prune removes it
            }
        }

        private void link() throws IOException {
            try {
                Files.createLink(target, part);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException e) {
                if (Files.exists(target) && Files.isSameFile(target, part)) {
                    withdraw();
                }
                throw e;
            }
        }

        /** The open fails if the name is taken. If closing fails, the name may be someone else's by then. */
        private void copy() throws IOException {
            SeekableByteChannel out =
                    Files.newByteChannel(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            boolean whole = false;
            try (out) {
                ByteBuffer block = ByteBuffer.allocateDirect(COPY_BYTES);
                channel.position(0);
                while (channel.read(block) >= 0) {
                    Channels.write(out, block.flip());
                    block.clear();
                }
                out.close();
                whole = true;
            } finally {
                if (!whole && isOurs()) {
                    withdraw();
                }
            }
        }

        /** Whether the target begins as the draft does, or is empty. */
        private boolean isOurs() throws IOException {
            if (!Files.exists(target)) {
                return false;
            }
            try (SeekableByteChannel there = Files.newByteChannel(target, StandardOpenOption.READ)) {
                int length = (int) Math.min(there.size(), SnapshotFormat.FIXED_BYTES);
                ByteBuffer theirs = ByteBuffer.allocate(length);
                ByteBuffer ours = ByteBuffer.allocate(length);
                Channels.read(there, 0, theirs);
                Channels.read(channel, 0, ours);
                return theirs.flip().equals(ours.flip());
            }
        }

        private void withdraw() {
            try {
                Files.deleteIfExists(target);
            } catch (IOException e) {
                orphans.add(target);
            }
        }
    }
}
