package dev.tidemark.snapshot;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A file system in front of another one whose every I/O call may fail. As a disk it has hard links and directories that can be forced.
 * As an object store it has neither, and a new object appears when its channel is closed, unless the name is taken by then.
 */
final class FaultyFileSystem extends FileSystem {
    private final FileSystem target;
    private final Faults faults;
    private final boolean objects;
    private final Provider provider = new Provider();

    FaultyFileSystem(FileSystem target, Faults faults, boolean objects) {
        this.target = target;
        this.faults = faults;
        this.objects = objects;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        target.close();
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return target.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return target.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return wrap(target.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = target.getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    private Path wrap(Path path) {
        return path == null ? null : new Wrapped(path);
    }

    private static Path real(Path path) {
        if (path instanceof Wrapped wrapped) {
            return wrapped.path;
        }
        throw new ProviderMismatchException(String.valueOf(path));
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T call(Call<T> work) throws IOException {
        Faults.Kind struck = faults.before();
        if (struck == Faults.Kind.NO_SPACE) {
            faults.after(struck);
        }
        T result = work.run();
        faults.after(struck);
        return result;
    }

    private int transfer(ByteBuffer buffer, Call<Integer> work) throws IOException {
        Faults.Kind struck = faults.before();
        int limit = buffer.limit();
        if (struck != null && struck != Faults.Kind.FAIL_AFTER) {
            buffer.limit(buffer.position() + faults.part(buffer.remaining()));
        }
        int count;
        try {
            count = work.run();
        } finally {
            buffer.limit(limit);
        }
        faults.after(struck);
        return count;
    }

    private final class Provider extends FileSystemProvider {
        @Override
        public String getScheme() {
            return objects ? "objects" : "file";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return FaultyFileSystem.this;
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs)
                throws IOException {
            if (objects) {
                throw new UnsupportedOperationException("an object store has no file channels");
            }
            if (Files.isDirectory(real(path))) {
                return call(() -> new FaultyChannel(null));
            }
            return call(() -> new FaultyChannel(FileChannel.open(real(path), options)));
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) throws IOException {
            if (objects && options.contains(StandardOpenOption.WRITE)) {
                return call(() -> new NewObject(real(path)));
            }
            return call(() -> new FaultyChannel(FileChannel.open(real(path), options)));
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream =
                    call(() -> Files.newDirectoryStream(real(dir), path -> filter.accept(wrap(path))));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    Iterator<Path> all = stream.iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return all.hasNext();
                        }

                        @Override
                        public Path next() {
                            return wrap(all.next());
                        }
                    };
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path dir, FileAttribute<?>... attrs) throws IOException {
            call(() -> Files.createDirectory(real(dir)));
        }

        @Override
        public void createLink(Path link, Path existing) throws IOException {
            if (objects) {
                throw new UnsupportedOperationException("an object store has no links");
            }
            call(() -> Files.createLink(real(link), real(existing)));
        }

        @Override
        public void delete(Path path) throws IOException {
            call(() -> {
                Files.delete(real(path));
                return null;
            });
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException("a rename is not atomic everywhere");
        }

        @Override
        public boolean isSameFile(Path path, Path path2) throws IOException {
            return Files.isSameFile(real(path), real(path2));
        }

        @Override
        public boolean isHidden(Path path) {
            return false;
        }

        @Override
        public FileStore getFileStore(Path path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            call(() -> {
                real(path).getFileSystem().provider().checkAccess(real(path), modes);
                return null;
            });
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return Files.getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return call(() -> Files.readAttributes(real(path), type, options));
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return Files.readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            Files.setAttribute(real(path), attribute, value, options);
        }
    }

    /** An object that is being written: in memory until it is closed. */
    private final class NewObject implements SeekableByteChannel {
        private final Path path;
        private final java.io.ByteArrayOutputStream content = new java.io.ByteArrayOutputStream();
        private boolean open = true;

        NewObject(Path path) throws IOException {
            this.path = path;
            if (Files.exists(path)) {
                throw new FileAlreadyExistsException(path.toString());
            }
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return transfer(from, () -> {
                int count = from.remaining();
                byte[] bytes = new byte[count];
                from.get(bytes);
                content.write(bytes);
                return count;
            });
        }

        @Override
        public void close() throws IOException {
            if (open) {
                open = false;
                call(() -> Files.write(
                        path, content.toByteArray(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            }
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public int read(ByteBuffer into) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            return content.size();
        }

        @Override
        public SeekableByteChannel position(long position) {
            throw new UnsupportedOperationException("objects are written from front to end");
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }
    }

    /** A channel of a file, or of a directory if there is none behind it. */
    private final class FaultyChannel extends FileChannel {
        private final FileChannel channel;

        FaultyChannel(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return transfer(into, () -> channel.read(into));
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return transfer(into, () -> channel.read(into, position));
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return transfer(from, () -> channel.write(from));
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            return transfer(from, () -> channel.write(from, position));
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) throws IOException {
            long sum = 0;
            for (int i = offset; i < offset + length; i++) {
                int all = from[i].remaining();
                int count = all == 0 ? 0 : write(from[i]);
                sum += count;
                if (count < all) {
                    break;
                }
            }
            return sum;
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return call(channel::size);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            channel.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            call(() -> {
                if (channel != null) {
                    channel.force(metaData);
                }
                return null;
            });
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel into) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel from, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            if (channel != null) {
                channel.close();
                call(() -> null);
            }
        }
    }

    /** A path of this file system. */
    private final class Wrapped implements Path {
        private final Path path;

        Wrapped(Path path) {
            this.path = path;
        }

        @Override
        public FileSystem getFileSystem() {
            return FaultyFileSystem.this;
        }

        @Override
        public boolean isAbsolute() {
            return path.isAbsolute();
        }

        @Override
        public Path getRoot() {
            return wrap(path.getRoot());
        }

        @Override
        public Path getFileName() {
            return wrap(path.getFileName());
        }

        @Override
        public Path getParent() {
            return wrap(path.getParent());
        }

        @Override
        public int getNameCount() {
            return path.getNameCount();
        }

        @Override
        public Path getName(int index) {
            return wrap(path.getName(index));
        }

        @Override
        public Path subpath(int beginIndex, int endIndex) {
            return wrap(path.subpath(beginIndex, endIndex));
        }

        @Override
        public boolean startsWith(Path other) {
            return other instanceof Wrapped wrapped && path.startsWith(wrapped.path);
        }

        @Override
        public boolean endsWith(Path other) {
            return other instanceof Wrapped wrapped && path.endsWith(wrapped.path);
        }

        @Override
        public Path normalize() {
            return wrap(path.normalize());
        }

        @Override
        public Path resolve(Path other) {
            return wrap(path.resolve(real(other)));
        }

        @Override
        public Path relativize(Path other) {
            return wrap(path.relativize(real(other)));
        }

        @Override
        public URI toUri() {
            return path.toUri();
        }

        @Override
        public Path toAbsolutePath() {
            return wrap(path.toAbsolutePath());
        }

        @Override
        public Path toRealPath(LinkOption... options) throws IOException {
            return wrap(path.toRealPath(options));
        }

        @Override
        public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Path other) {
            return path.compareTo(real(other));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Wrapped wrapped && path.equals(wrapped.path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}
