package dev.tidemark.it.oracle;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Files that are read into buffers: by every channel, at once and later, whole, in part and not at all. */
final class FileCases {
    private static final int LENGTH = 5000;
    private static final int BLOCK = 4096;

    private static final Api READ = Api.of(FileChannel.class, "read", ByteBuffer.class);
    private static final Api READ_AT = Api.of(FileChannel.class, "read", ByteBuffer.class, long.class);
    private static final Api SCATTER = Api.of(FileChannel.class, "read", ByteBuffer[].class);
    private static final Api SCATTER_SOME = Api.of(FileChannel.class, "read", ByteBuffer[].class, int.class, int.class);
    private static final Api READABLE = Api.of(ReadableByteChannel.class, "read", ByteBuffer.class);
    private static final Api SEEKABLE = Api.of(SeekableByteChannel.class, "read", ByteBuffer.class);
    private static final Api SCATTERING = Api.of(ScatteringByteChannel.class, "read", ByteBuffer[].class);
    private static final Api SCATTERING_SOME =
            Api.of(ScatteringByteChannel.class, "read", ByteBuffer[].class, int.class, int.class);
    private static final Api LATER = Api.of(AsynchronousFileChannel.class, "read", ByteBuffer.class, long.class);
    private static final Api LATER_HANDLED = Api.of(
            AsynchronousFileChannel.class, "read", ByteBuffer.class, long.class, Object.class, CompletionHandler.class);

    private FileCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>(List.of(
                Case.exact("read", target -> read(target, READ, open(target)), READ),
                Case.exact("read by the interface", target -> read(target, READABLE, open(target)), READABLE),
                Case.exact("read seekable", target -> read(target, SEEKABLE, open(target)), SEEKABLE),
                Case.exact("read at a position", FileCases::readAt, READ_AT),
                Case.exact("scatter", target -> scatter(target, SCATTER, false), SCATTER),
                Case.exact("scatter some", target -> scatter(target, SCATTER_SOME, true), SCATTER_SOME),
                Case.exact("scatter by the interface", target -> scatter(target, SCATTERING, false), SCATTERING),
                Case.exact("scatter some by the interface", t -> scatter(t, SCATTERING_SOME, true), SCATTERING_SOME),
                Case.exact("read a stream's channel", FileCases::readStream, READ),
                Case.exact("read a random access file's channel", FileCases::readRandomAccess, READ),
                Case.exact("read a channel over a stream", FileCases::readChannelOverStream, READABLE),
                Case.exact("read a channel over a file's stream", FileCases::readChannelOverFileStream, READABLE),
                Case.exact("read from a zip file", FileCases::readZipped, SEEKABLE),
                Case.exact("read from the runtime image", FileCases::readImage, SEEKABLE),
                Case.exact("asynchronous", FileCases::readLater, LATER).on(Kind.SHARED),
                Case.exact("asynchronous with handler", FileCases::readLaterHandled, LATER_HANDLED)
                        .on(Kind.SHARED),
                Case.exact("read at the end", FileCases::readAtEnd, READ_AT).mayWriteNothing(),
                Case.exact("read closed", FileCases::readClosed, READ).mayWriteNothing(),
                Case.exact("read what is only written", FileCases::readWriteOnly, READ)
                        .mayWriteNothing(),
                Case.exact("read into read-only", FileCases::readIntoReadOnly, READ, SCATTER)
                        .mayWriteNothing(),
                Case.loose("read interrupted", FileCases::readInterrupted, READ).mayWriteNothing(),
                Case.loose("read while another thread interrupts", FileCases::interruptWhileReading, READ)));
        if (directIo()) {
            cases.add(Case.loose("direct I/O", target -> readDirect(target, READ), READ));
            cases.add(Case.loose("direct I/O, scattering", target -> readDirect(target, SCATTER), SCATTER));
        } else {
            System.out.println("no direct I/O in " + System.getProperty("java.io.tmpdir") + ": not exercised");
        }
        return cases;
    }

    /** Less than the file has, or more. */
    private static ByteBuffer window(Target target) {
        return target.window(1 + target.random().nextInt(LENGTH * 3 / 2));
    }

    private static void read(Target target, Api api, ReadableByteChannel channel) throws Throwable {
        try (channel) {
            ByteBuffer window = window(target);
            int at = window.position();
            int read = api.count(channel, window);
            Expect.that(read > 0 && window.position() == at + read, "bytes read: " + read);
            target.touched(at, read);
        }
    }

    private static void readAt(Target target) throws Throwable {
        try (FileChannel file = open(target)) {
            ByteBuffer window = window(target);
            int at = window.position();
            target.touched(at, READ_AT.count(file, window, 17L));
        }
    }

    private static void scatter(Target target, Api api, boolean some) throws Throwable {
        ByteBuffer all = target.window(3000);
        int at = all.position();
        ByteBuffer first = all.duplicate().limit(at + 100);
        ByteBuffer second = all.duplicate().position(at + 1000).limit(at + 1500);
        ByteBuffer third = all.duplicate()
                .position(at + 2000)
                .limit(at + 2000 + target.random().nextInt(1000));
        ByteBuffer empty = all.duplicate().limit(at);
        ByteBuffer[] buffers = {first, empty, ByteBuffer.allocate(700), second, ByteBuffer.allocateDirect(3500), third};
        try (FileChannel file = open(target)) {
            if (some) {
                api.call(file, buffers, 1, 4);
            } else {
                api.call(file, (Object) buffers);
            }
        }
        target.touched(at, first.position() - at);
        target.touched(at + 1000, second.position() - at - 1000);
        target.touched(at + 2000, third.position() - at - 2000);
    }

    private static void readStream(Target target) throws Throwable {
        try (FileInputStream stream = new FileInputStream(file(target).toFile())) {
            read(target, READ, stream.getChannel());
        }
    }

    private static void readRandomAccess(Target target) throws Throwable {
        try (RandomAccessFile file = new RandomAccessFile(file(target).toFile(), "rw")) {
            read(target, READ, file.getChannel());
        }
    }

    private static void readChannelOverStream(Target target) throws Throwable {
        read(target, READABLE, Channels.newChannel(new ByteArrayInputStream(target.noise(LENGTH)) {}));
    }

    private static void readChannelOverFileStream(Target target) throws Throwable {
        InputStream stream = Files.newInputStream(file(target));
        read(target, READABLE, Channels.newChannel(stream));
    }

    private static void readZipped(Target target) throws Throwable {
        Path zip = Files.createTempFile("oracle", ".zip");
        Files.delete(zip);
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Files.write(files.getPath("noise"), target.noise(LENGTH));
        }
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            read(target, SEEKABLE, Files.newByteChannel(files.getPath("noise")));
        } finally {
            Files.delete(zip);
        }
    }

    private static void readImage(Target target) throws Throwable {
        read(target, SEEKABLE, Files.newByteChannel(Path.of(URI.create("jrt:/java.base/java/lang/Object.class"))));
    }

    private static void readLater(Target target) throws Throwable {
        try (AsynchronousFileChannel file = AsynchronousFileChannel.open(file(target))) {
            ByteBuffer window = window(target);
            int at = window.position();
            target.touched(at, (Integer) ((Future<?>) LATER.call(file, window, 3L)).get());
        }
    }

    private static void readLaterHandled(Target target) throws Throwable {
        try (AsynchronousFileChannel file = AsynchronousFileChannel.open(file(target))) {
            ByteBuffer window = window(target);
            int at = window.position();
            Completion read = new Completion();
            LATER_HANDLED.call(file, window, 3L, "attachment", read);
            target.touched(at, read.get().intValue());
        }
    }

    private static void readAtEnd(Target target) throws Throwable {
        try (FileChannel file = open(target)) {
            Expect.that(READ_AT.count(file, window(target), (long) LENGTH) == -1, "not the end");
        }
    }

    private static void readClosed(Target target) throws Throwable {
        FileChannel file = open(target);
        file.close();
        Expect.thrown(() -> READ.call(file, window(target)), ClosedChannelException.class);
    }

    private static void readWriteOnly(Target target) throws Throwable {
        try (FileChannel file = FileChannel.open(file(target), StandardOpenOption.WRITE)) {
            Expect.thrown(() -> READ.call(file, window(target)), NonReadableChannelException.class);
        }
    }

    private static void readIntoReadOnly(Target target) throws Throwable {
        try (FileChannel file = open(target)) {
            ByteBuffer window = window(target).asReadOnlyBuffer();
            Expect.thrown(() -> READ.call(file, window), IllegalArgumentException.class);
            Expect.thrown(
                    () -> SCATTER.call(file, (Object) new ByteBuffer[] {window(target), window}),
                    IllegalArgumentException.class);
        }
    }

    private static void readInterrupted(Target target) throws Throwable {
        try (FileChannel file = open(target)) {
            Thread.currentThread().interrupt();
            Expect.thrown(() -> READ.call(file, window(target)), ClosedByInterruptException.class);
        } finally {
            Thread.interrupted();
        }
    }

    private static void interruptWhileReading(Target target) throws Throwable {
        Thread reader = Thread.currentThread();
        Thread interrupter = new Thread(reader::interrupt);
        try (FileChannel file = open(target)) {
            interrupter.start();
            Expect.maybeThrown(
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            READ.call(file, window(target));
                            file.position(0);
                        }
                    },
                    ClosedByInterruptException.class,
                    ClosedChannelException.class);
        } finally {
            while (interrupter.isAlive()) {
                Expect.maybeThrown(interrupter::join, InterruptedException.class);
            }
            Thread.interrupted();
        }
    }

    /** Whole blocks; what is off the heap must be aligned too. */
    private static void readDirect(Target target, Api api) throws Throwable {
        int at = (int) (target.kind().isHeap() ? target.at(2 * BLOCK) : BLOCK - target.start() % BLOCK);
        ByteBuffer window = target.buffer().limit(at + 2 * BLOCK).position(at);
        Path path = Files.createTempFile("oracle", ".direct");
        Files.write(path, target.noise(BLOCK + 100));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.DELETE_ON_CLOSE, ExtendedOpenOption.DIRECT)) {
            if (api == SCATTER) {
                ByteBuffer other = window.duplicate().limit(at + BLOCK);
                api.call(file, (Object) new ByteBuffer[] {other, window.position(at + BLOCK)});
            } else {
                api.call(file, window);
            }
        }
    }

    private static boolean directIo() {
        try {
            Path path = Files.createTempFile("oracle", ".direct");
            FileChannel.open(path, StandardOpenOption.DELETE_ON_CLOSE, ExtendedOpenOption.DIRECT)
                    .close();
            return BLOCK % Files.getFileStore(path.getParent()).getBlockSize() == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static FileChannel open(Target target) throws IOException {
        return FileChannel.open(file(target), StandardOpenOption.READ);
    }

    private static Path file(Target target) throws IOException {
        return Files.write(Scratch.NOISE, target.noise(LENGTH));
    }

    /** One file for all cases, gone with the JVM. */
    private static final class Scratch {
        static final Path NOISE = create();

        private static Path create() {
            try {
                Path file = Files.createTempFile("oracle", ".noise");
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A completion handler that can be waited for. */
    static final class Completion implements CompletionHandler<Number, Object> {
        private final CompletableFuture<Number> result = new CompletableFuture<>();

        @Override
        public void completed(Number value, Object attachment) {
            result.complete(value);
        }

        @Override
        public void failed(Throwable failure, Object attachment) {
            result.completeExceptionally(failure);
        }

        Number get() throws Exception {
            return result.get();
        }
    }
}
