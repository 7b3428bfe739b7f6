package dev.tidemark.it.oracle;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.DatagramChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sockets, datagrams and pipes on the loopback interface: blocking or not, with data that is there or comes later. */
final class SocketCases {
    private static final Api READ = Api.of(SocketChannel.class, "read", ByteBuffer.class);
    private static final Api SCATTER = Api.of(SocketChannel.class, "read", ByteBuffer[].class);
    private static final Api SCATTER_SOME =
            Api.of(SocketChannel.class, "read", ByteBuffer[].class, int.class, int.class);
    private static final Api READABLE = Api.of(ReadableByteChannel.class, "read", ByteBuffer.class);
    private static final Api SCATTERING = Api.of(ScatteringByteChannel.class, "read", ByteBuffer[].class);
    private static final Api SCATTERING_SOME =
            Api.of(ScatteringByteChannel.class, "read", ByteBuffer[].class, int.class, int.class);
    private static final Api RECEIVE = Api.of(DatagramChannel.class, "receive", ByteBuffer.class);
    private static final Api DATAGRAM_READ = Api.of(DatagramChannel.class, "read", ByteBuffer.class);
    private static final Api DATAGRAM_SCATTER = Api.of(DatagramChannel.class, "read", ByteBuffer[].class);
    private static final Api DATAGRAM_SCATTER_SOME =
            Api.of(DatagramChannel.class, "read", ByteBuffer[].class, int.class, int.class);
    private static final Api LATER = Api.of(AsynchronousSocketChannel.class, "read", ByteBuffer.class);
    private static final Api LATER_HANDLED =
            Api.of(AsynchronousSocketChannel.class, "read", ByteBuffer.class, Object.class, CompletionHandler.class);
    private static final Api LATER_TIMED = Api.of(
            AsynchronousSocketChannel.class,
            "read",
            ByteBuffer.class,
            long.class,
            TimeUnit.class,
            Object.class,
            CompletionHandler.class);
    private static final Api LATER_SCATTER = Api.of(
            AsynchronousSocketChannel.class,
            "read",
            ByteBuffer[].class,
            int.class,
            int.class,
            long.class,
            TimeUnit.class,
            Object.class,
            CompletionHandler.class);
    private static final Api LATER_BYTES = Api.of(AsynchronousByteChannel.class, "read", ByteBuffer.class);
    private static final Api LATER_BYTES_HANDLED =
            Api.of(AsynchronousByteChannel.class, "read", ByteBuffer.class, Object.class, CompletionHandler.class);

    /** Starts a read that completes later, and tells how many bytes it read. */
    private interface Later {
        Number read(AsynchronousSocketChannel from, ByteBuffer window, FileCases.Completion completion)
                throws Throwable;
    }

    private SocketCases() {}

    static List<Case> cases() {
        return List.of(
                Case.exact("socket", target -> socket(target, READ, false, true), READ),
                Case.exact("socket by the interface", target -> socket(target, READABLE, false, true), READABLE),
                Case.exact("socket, not blocking", target -> socket(target, READ, false, false), READ),
                Case.exact("unix socket", target -> socket(target, READ, true, true), READ),
                Case.exact("unix socket, not blocking", target -> socket(target, READ, true, false), READ),
                Case.exact("socket, scatter", target -> scatter(target, SCATTER, false, false), SCATTER),
                Case.exact("socket, scatter some", target -> scatter(target, SCATTER_SOME, true, false), SCATTER_SOME),
                Case.exact("unix socket, scatter", target -> scatter(target, SCATTERING, false, true), SCATTERING),
                Case.exact("unix socket, scatter some", t -> scatter(t, SCATTERING_SOME, true, true), SCATTERING_SOME),
                Case.exact("socket's stream as a channel", SocketCases::stream, READABLE),
                Case.exact("socket without data", SocketCases::withoutData, READ)
                        .mayWriteNothing(),
                Case.exact("socket at its end", SocketCases::atEnd, READ).mayWriteNothing(),
                Case.exact("socket closed", SocketCases::closed, READ).mayWriteNothing(),
                Case.exact("socket closed by another thread", SocketCases::closedWhileReading, READ)
                        .mayWriteNothing()
                        .shapes(Case.Shapes.ONE),
                Case.exact("pipe", target -> pipe(target, false), READABLE),
                Case.exact("pipe, scatter", target -> pipe(target, true), SCATTERING),
                Case.exact("datagram received", target -> receive(target, true), RECEIVE),
                Case.exact("datagram received, not blocking", target -> receive(target, false), RECEIVE),
                Case.exact("datagram read", SocketCases::readDatagram, DATAGRAM_READ),
                Case.exact("datagram scattered", t -> scatterDatagram(t, DATAGRAM_SCATTER, false), DATAGRAM_SCATTER),
                Case.exact(
                        "datagram scattered to some",
                        t -> scatterDatagram(t, DATAGRAM_SCATTER_SOME, true),
                        DATAGRAM_SCATTER_SOME),
                later("asynchronous, data there", true, LATER, (from, window, completion) ->
                        (Number) ((Future<?>) LATER.call(from, window)).get()),
                later("asynchronous, data later", false, LATER_HANDLED, (from, window, completion) -> {
                    LATER_HANDLED.call(from, window, "attachment", completion);
                    return null;
                }),
                later("asynchronous with time-out, data there", true, LATER_TIMED, (from, window, completion) -> {
                    LATER_TIMED.call(from, window, 60L, TimeUnit.SECONDS, "attachment", completion);
                    return null;
                }),
                later("asynchronous with time-out, data later", false, LATER_TIMED, (from, window, completion) -> {
                    LATER_TIMED.call(from, window, 60L, TimeUnit.SECONDS, "attachment", completion);
                    return null;
                }),
                later("asynchronous by the interface, data there", true, LATER_BYTES, (from, window, completion) ->
                        (Number) ((Future<?>) LATER_BYTES.call(from, window)).get()),
                later(
                        "asynchronous by the interface, data later",
                        false,
                        LATER_BYTES_HANDLED,
                        (from, window, completion) -> {
                            LATER_BYTES_HANDLED.call(from, window, "attachment", completion);
                            return null;
                        }),
                later("asynchronous scatter, data there", true, LATER_SCATTER, SocketCases::scatterLater),
                later("asynchronous scatter, data later", false, LATER_SCATTER, SocketCases::scatterLater),
                Case.exact("asynchronous, timed out", SocketCases::timedOut, LATER_TIMED)
                        .on(Kind.SHARED)
                        .shapes(Case.Shapes.ONE)
                        .mayWriteNothing());
    }

    private static int length(Target target) {
        return 1 + target.random().nextInt(2000);
    }

    private static void socket(Target target, Api api, boolean unix, boolean blocking) throws Throwable {
        try (Pair pair = Pair.open(unix)) {
            pair.far.write(ByteBuffer.wrap(target.noise(1000)));
            pair.near.configureBlocking(blocking);
            ByteBuffer window = target.window(length(target));
            int at = window.position();
            int read = 0;
            while (read == 0) { // not blocking: the data may be under way
                read = api.count(pair.near, window);
            }
            target.touched(at, read);
        }
    }

    private static void scatter(Target target, Api api, boolean some, boolean unix) throws Throwable {
        try (Pair pair = Pair.open(unix)) {
            pair.far.write(ByteBuffer.wrap(target.noise(1000)));
            scatter(target, api, pair.near, some);
        }
    }

    /** Into two places of the memory and two elsewhere. */
    private static void scatter(Target target, Api api, Object channel, boolean some) throws Throwable {
        ByteBuffer all = target.window(1500);
        int at = all.position();
        ByteBuffer first = all.duplicate().limit(at + 1 + target.random().nextInt(200));
        ByteBuffer second = all.duplicate().position(at + 500).limit(at + 1500);
        ByteBuffer[] buffers = {ByteBuffer.allocate(10), first, ByteBuffer.allocateDirect(30), second};
        if (some) {
            api.call(channel, buffers, 1, 3);
        } else {
            api.call(channel, (Object) buffers);
        }
        target.touched(at, first.position() - at);
        target.touched(at + 500, second.position() - at - 500);
    }

    private static void stream(Target target) throws Throwable {
        try (Pair pair = Pair.open(false)) {
            pair.far.write(ByteBuffer.wrap(target.noise(1000)));
            ReadableByteChannel channel = Channels.newChannel(pair.near.socket().getInputStream());
            ByteBuffer window = target.window(length(target));
            int at = window.position();
            target.touched(at, READABLE.count(channel, window));
        }
    }

    private static void withoutData(Target target) throws Throwable {
        try (Pair pair = Pair.open(false)) {
            pair.near.configureBlocking(false);
            Expect.that(READ.count(pair.near, target.window(length(target))) == 0, "something was read");
        }
    }

    private static void atEnd(Target target) throws Throwable {
        try (Pair pair = Pair.open(false)) {
            pair.far.shutdownOutput();
            Expect.that(READ.count(pair.near, target.window(length(target))) == -1, "not the end");
        }
    }

    private static void closed(Target target) throws Throwable {
        try (Pair pair = Pair.open(false)) {
            pair.near.close();
            Expect.thrown(() -> READ.call(pair.near, target.window(length(target))), ClosedChannelException.class);
        }
    }

    private static void closedWhileReading(Target target) throws Throwable {
        try (Pair pair = Pair.open(false)) {
            Thread closer = new Thread(() -> {
                try {
                    pair.near.close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            closer.start();
            Expect.thrown(
                    () -> READ.call(pair.near, target.window(length(target))),
                    AsynchronousCloseException.class,
                    ClosedChannelException.class);
            closer.join();
        }
    }

    private static void pipe(Target target, boolean scattering) throws Throwable {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            sink.write(ByteBuffer.wrap(target.noise(1000)));
            if (scattering) {
                scatter(target, SCATTERING, source, false);
            } else {
                ByteBuffer window = target.window(length(target));
                int at = window.position();
                target.touched(at, READABLE.count(source, window));
            }
        }
    }

    private static void receive(Target target, boolean blocking) throws Throwable {
        try (DatagramChannel receiver = DatagramChannel.open().bind(loopback());
                DatagramChannel sender = DatagramChannel.open().bind(loopback())) {
            sender.send(ByteBuffer.wrap(target.noise(900)), receiver.getLocalAddress());
            receiver.configureBlocking(blocking);
            ByteBuffer window = target.window(length(target)); // a datagram may be cut
            int at = window.position();
            Object from = null;
            while (from == null) {
                from = RECEIVE.call(receiver, window);
            }
            target.touched(at, window.position() - at);
        }
    }

    private static void readDatagram(Target target) throws Throwable {
        try (DatagramChannel receiver = connected(target)) {
            ByteBuffer window = target.window(length(target));
            int at = window.position();
            target.touched(at, DATAGRAM_READ.count(receiver, window));
        }
    }

    private static void scatterDatagram(Target target, Api api, boolean some) throws Throwable {
        try (DatagramChannel receiver = connected(target)) {
            scatter(target, api, receiver, some);
        }
    }

    /** A connected channel with a datagram in it. */
    private static DatagramChannel connected(Target target) throws IOException {
        DatagramChannel receiver = DatagramChannel.open().bind(loopback());
        try (DatagramChannel sender = DatagramChannel.open().bind(loopback())) {
            receiver.connect(sender.getLocalAddress());
            sender.send(ByteBuffer.wrap(target.noise(900)), receiver.getLocalAddress());
        }
        return receiver;
    }

    private static Case later(String name, boolean dataFirst, Api api, Later later) {
        return Case.exact(name, target -> readLater(target, dataFirst, later), api)
                .on(Kind.SHARED)
                .shapes(Case.Shapes.PLACES);
    }

    /** The store comes on a thread of the channel, unless the data is there already. */
    private static void readLater(Target target, boolean dataFirst, Later later) throws Throwable {
        try (AsynchronousServerSocketChannel server =
                AsynchronousServerSocketChannel.open().bind(loopback())) {
            Future<AsynchronousSocketChannel> accepting = server.accept();
            try (SocketChannel far = SocketChannel.open(server.getLocalAddress());
                    AsynchronousSocketChannel near = accepting.get()) {
                ByteBuffer data = ByteBuffer.wrap(target.noise(700));
                if (dataFirst) {
                    far.write(data);
                }
                ByteBuffer window = target.window(length(target));
                int at = window.position();
                FileCases.Completion completion = new FileCases.Completion();
                Number read = later.read(near, window, completion);
                if (!dataFirst) {
                    far.write(data);
                }
                target.touched(at, (read == null ? completion.get() : read).intValue());
            }
        }
    }

    private static Number scatterLater(
            AsynchronousSocketChannel from, ByteBuffer window, FileCases.Completion completion) throws Throwable {
        int middle = (window.position() + window.limit()) / 2;
        ByteBuffer[] buffers = {
            ByteBuffer.allocate(10), window.duplicate().limit(middle), window.position(middle), ByteBuffer.allocate(10)
        };
        LATER_SCATTER.call(from, buffers, 1, 2, 0L, TimeUnit.SECONDS, "attachment", completion);
        return null;
    }

    private static void timedOut(Target target) throws Throwable {
        try (AsynchronousServerSocketChannel server =
                AsynchronousServerSocketChannel.open().bind(loopback())) {
            Future<AsynchronousSocketChannel> accepting = server.accept();
            try (SocketChannel far = SocketChannel.open(server.getLocalAddress());
                    AsynchronousSocketChannel near = accepting.get()) {
                FileCases.Completion completion = new FileCases.Completion();
                LATER_TIMED.call(near, target.window(100), 1L, TimeUnit.MILLISECONDS, "attachment", completion);
                Expect.thrown(
                        () -> {
                            try {
                                completion.get();
                            } catch (java.util.concurrent.ExecutionException e) {
                                throw e.getCause();
                            }
                        },
                        InterruptedByTimeoutException.class);
                far.shutdownOutput();
            }
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Two ends of a connection. */
    private record Pair(SocketChannel near, SocketChannel far) implements AutoCloseable {
        static Pair open(boolean unix) throws IOException {
            if (!unix) {
                try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback())) {
                    return connect(server, server.getLocalAddress());
                }
            }
            Path path = Files.createTempFile("oracle", ".sock");
            Files.delete(path);
            try (ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
                return connect(server, server.getLocalAddress());
            } finally {
                Files.delete(path);
            }
        }

        private static Pair connect(ServerSocketChannel server, SocketAddress address) throws IOException {
            SocketChannel far = SocketChannel.open(address);
            return new Pair(server.accept(), far);
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }
}
