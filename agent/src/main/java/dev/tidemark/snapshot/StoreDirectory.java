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
import java.util.Map;
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

    /** Published, but not known to be durable, and not removed either: the taker was told that it failed. With their first bytes. */
    private final Map<Path, ByteBuffer> orphans = new ConcurrentHashMap<>();

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

    /** Removes what failed to be published and could not be removed then. */
    void removeOrphans() throws IOException {
        for (Map.Entry<Path, ByteBuffer> orphan : orphans.entrySet()) {
            deleteIfSame(orphan.getKey(), orphan.getValue());
            orphans.remove(orphan.getKey());
        }
    }

    /** Starts a file that is to be called {@code name}. Nobody sees it before {@link Draft#publish}. */
    Draft draft(String name) throws IOException {
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

    /**
     * Deletes a file that begins with {@code head}, or is shorter and begins as it does: nobody else's does.
     *
     * @return whether there is no file any more
     */
    private static boolean deleteIfSame(Path file, ByteBuffer head) throws IOException {
        try (SeekableByteChannel there = Files.newByteChannel(file, StandardOpenOption.READ)) {
            ByteBuffer found = ByteBuffer.allocate((int) Math.min(there.size(), head.remaining()));
            Channels.read(there, 0, found);
            if (!found.flip().equals(head.slice(0, found.remaining()))) {
                return false;
            }
        } catch (NoSuchFileException e) {
            return true;
        }
        Files.deleteIfExists(file);
        return true;
    }

    /** A file on its way. Not thread-safe. */
    final class Draft implements AutoCloseable {
        private final Path target;
        private final Path part;
        private final FileChannel channel;

        /** The target may be ours, even if creating it failed. */
        private boolean mayExist;

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
         * @throws FileAlreadyExistsException if someone else took the name
         */
        void publish() throws IOException {
            ByteBuffer head = ByteBuffer.allocate((int) Math.min(channel.size(), SnapshotFormat.FIXED_BYTES));
            Channels.read(channel, 0, head);
            boolean done = false;
            boolean taken = false;
            try {
                if (hasLinks) {
                    channel.force(true);
                    channel.close();
                    mayExist = true;
                    Files.createLink(target, part);
                } else {
                    copy();
                }
                force();
                done = true;
            } catch (FileAlreadyExistsException e) {
                taken = true;
                throw e;
            } catch (IOException e) {
                taken = mayExist && !withdraw(head.flip());
                mayExist = false;
                if (taken) { // the provider has its own way to say so
                    FileAlreadyExistsException told = new FileAlreadyExistsException(target.toString());
                    told.initCause(e);
                    throw told;
                }
                throw e;
            } finally {
                if (!done && !taken && mayExist) {
                    withdraw(head.flip());
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

        private void copy() throws IOException {
            try (SeekableByteChannel out = Files.newByteChannel(target, CreateNew.options(target))) {
                mayExist = true;
                ByteBuffer block = ByteBuffer.allocateDirect(COPY_BYTES);
                channel.position(0);
                while (channel.read(block) >= 0) {
                    Channels.write(out, block.flip());
                    block.clear();
                }
            }
        }

        /** Returns false if someone else's file has the name. */
        private boolean withdraw(ByteBuffer head) {
            try {
                return deleteIfSame(target, head);
            } catch (IOException e) {
                orphans.put(target, head);
                return true;
            }
        }
    }
}
