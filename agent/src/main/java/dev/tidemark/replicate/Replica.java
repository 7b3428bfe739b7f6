package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The receiving side: listens, and keeps one region in a file or a buffer, always at an epoch that it can name.
 *
 * <pre>{@code
 * try (Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:7000")).intoFile(Path.of("ram.replica"))) {
 *     ReplicaEpoch last = replica.awaitHandOver(Duration.ofHours(1));
 *     ...                                              // ram.replica is the region's bytes
 * }
 * }</pre>
 *
 * <p>Needs no agent in its JVM. A source that breaks the protocol is refused, and the next one is served. One source at a time: the
 * same one may come back while its old connection still seems to be there, any other is told to wait.
 *
 * <p><b>Memory.</b> About 400 KiB for the source, 500 KiB more if it compresses, 8 KiB for each of at most {@value #MAX_GREETING} that have not introduced themselves
 * yet, and 1 bit per 128 KiB of the region during the first copy.
 *
 * <p>Thread-safe.
 */
public final class Replica implements Closeable {
    /** Connections that may be in their first words at once; further ones wait in the listen queue. */
    static final int MAX_GREETING = 8;

    private static final int GREETING_MILLIS = 5000;
    private static final long LEAVING_MILLIS = 1000;

    private final ServerSocketChannel server;
    private final Endpoint endpoint;
    private final Options options;
    private final ReplicaStore store;
    private final Semaphore greeting = new Semaphore(MAX_GREETING);
    private final Set<Closeable> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean closed;

    // guarded by lock
    private Receiver serving;
    private ReplicaEpoch handedOver;
    private String lastProblem = "";

    /** Looks at an epoch and its bytes. */
    @FunctionalInterface
    public interface Reader<T> {
        /** The next epoch is not applied before this returns. */
        T read(ReplicaEpoch epoch, Bytes bytes) throws IOException;
    }

    /** The bytes of an epoch. */
    @FunctionalInterface
    public interface Bytes {
        /** Fills {@code into} with the bytes from {@code offset} on. */
        void read(long offset, ByteBuffer into) throws IOException;
    }

    private record Options(
            Endpoint endpoint, Tls tls, boolean unprotected, boolean durable, String region, Timing timing) {}

    /** How to listen; see {@link Replica#listen}. Immutable. */
    public static final class Setup {
        private final Options options;

        private Setup(Options options) {
            this.options = options;
        }

        /** Protected, which a TCP address that is not loopback needs. */
        public Setup tls(Tls tls) {
            return new Setup(new Options(
                    options.endpoint, tls, options.unprotected, options.durable, options.region, options.timing));
        }

        /** The network is trusted: no TLS, wherever the endpoint is. */
        public Setup unprotected() {
            return new Setup(
                    new Options(options.endpoint, options.tls, true, options.durable, options.region, options.timing));
        }

        /** Nothing is forced to the disk: epochs survive the end of the process, not that of the machine. */
        public Setup notDurable() {
            return new Setup(new Options(
                    options.endpoint, options.tls, options.unprotected, false, options.region, options.timing));
        }

        /** Only a region of that name is accepted. */
        public Setup region(String name) {
            return new Setup(new Options(
                    options.endpoint, options.tls, options.unprotected, options.durable, name, options.timing));
        }

        /** A source that is silent for so long is given up. Default: 10 s. */
        public Setup silence(Duration silence) {
            return new Setup(new Options(
                    options.endpoint,
                    options.tls,
                    options.unprotected,
                    options.durable,
                    options.region,
                    Timing.ofSilence(silence.toMillis())));
        }

        /**
         * Listens, and keeps the region in a file, with two small ones beside it. If a replica is there, goes on with it.
         *
         * @throws IOException if the file cannot be used, or the endpoint
         */
        public Replica intoFile(Path file) throws IOException {
            return start(ReplicaStore.inFile(file, options.durable));
        }

        /**
         * Listens, and keeps the region in a buffer, whose bytes are overwritten. Between epochs it holds one; {@link Replica#read}
         * tells when.
         *
         * @throws IOException if the endpoint cannot be used
         */
        public Replica intoBuffer(ByteBuffer buffer) throws IOException {
            if (buffer.isReadOnly() || buffer.capacity() == 0) {
                throw new IllegalArgumentException("a replica needs a buffer that can be written: " + buffer);
            }
            return start(ReplicaStore.inBuffer(buffer));
        }

        private Replica start(ReplicaStore store) throws IOException {
            try {
                Sockets.requireProtection(options.endpoint, options.tls, options.unprotected);
                return new Replica(options, store);
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
        }
    }

    /** Prepares to listen. Port 0 takes a free one, which {@link #endpoint} then tells. */
    public static Setup listen(Endpoint endpoint) {
        Objects.requireNonNull(endpoint, "endpoint");
        return new Setup(new Options(endpoint, null, false, true, null, Timing.DEFAULT));
    }

    /**
     * Completes what a killed replica left undone in its file.
     *
     * @return the epoch that the file holds; null if the first copy was not completed
     * @throws IOException if that is no replica, or another one is open on it
     */
    public static ReplicaEpoch repair(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new ReplicationException(file + " does not exist");
        }
        try (ReplicaStore store = ReplicaStore.inFile(file, true)) {
            return store.epoch();
        }
    }

    private Replica(Options options, ReplicaStore store) throws IOException {
        this.options = options;
        this.store = store;
        server = options.endpoint.isUnix()
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        try {
            if (!options.endpoint.isUnix()) {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            server.bind(options.endpoint.address());
            endpoint = new Endpoint(server.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new ReplicationException("cannot listen at " + options.endpoint + ": " + e.getMessage(), e);
        }
        Watch.thread("tidemark-replica", this::acceptAll).start();
    }

    /** Where it listens. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * The epoch that it holds; null if the first is still on its way. Never waits: while the next one is applied this is still the last,
     * and {@link #read} waits and shows the next. So what is read is never older than what was named before, in this process or, after it
     * was killed, in the one that opens the replica again.
     */
    public ReplicaEpoch epoch() {
        return store.epoch();
    }

    /** Whether a source is connected. */
    public boolean isConnected() {
        return present() != null;
    }

    /** Why the last connection ended or was refused, as one line; empty if none was. */
    public String lastProblem() {
        lock.lock();
        try {
            return lastProblem;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Shows the epoch and its bytes, which do not change meanwhile.
     *
     * @throws ReplicationException if there is no whole epoch yet
     */
    public <T> T read(Reader<T> reader) throws IOException {
        return store.read(reader);
    }

    /**
     * Waits for an epoch.
     *
     * @param atLeast its number
     * @return the epoch, or a later one; null if there was none in time
     */
    public ReplicaEpoch awaitEpoch(long atLeast, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (left > 0 && !closed) {
                ReplicaEpoch now = epoch();
                if (now != null && now.number() >= atLeast) {
                    return now;
                }
                left = changed.awaitNanos(left);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a source has handed over: it has stopped for good, and this replica is where the guest goes on.
     *
     * @return the epoch to go on from; null if nothing was handed over in time
     */
    public ReplicaEpoch awaitHandOver(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (handedOver == null && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return handedOver;
        } finally {
            lock.unlock();
        }
    }

    private void acceptAll() {
        while (!closed) {
            try {
                greeting.acquire();
                accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                greeting.release();
                problem(e);
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        boolean served = false;
        try {
            connections.add(channel);
            Watch.thread("tidemark-receive", () -> serve(channel))
                    .start(); // fails if the system has no thread to spare
            served = true;
        } finally {
            if (!served) {
                connections.remove(channel);
                channel.close();
            }
        }
    }

    /** Out of file descriptors, or of threads, for example: not again at once. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        boolean introduced = false;
        var late = Watch.after(GREETING_MILLIS, () -> closeQuietly(channel));
        try (channel) {
            Wire wire = Sockets.accepted(channel, endpoint, options.tls, GREETING_MILLIS);
            try (Link link = new Link(wire, false, options.timing)) {
                connections.add(link);
                try {
                    Receiver receiver = new Receiver(link, store, this::changed, this::handedOver);
                    receiver.greet(options.region);
                    enter(receiver);
                    introduced = true;
                    late.cancel(false);
                    greeting.release();
                    receiver.run();
                } finally {
                    connections.remove(link);
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            problem(e);
        } finally {
            late.cancel(false);
            connections.remove(channel);
            if (!introduced) {
                greeting.release();
            }
        }
    }

    /** Makes it the one that is served, if nobody else is. */
    private void enter(Receiver receiver) throws IOException {
        Receiver old = present();
        if (old != null && old.lineage().equals(receiver.lineage())) {
            old.end("the source connected again");
        }
        String refusal = "";
        lock.lock();
        try {
            if (handedOver != null) {
                refusal = "this replica was handed over at " + handedOver
                        + ", and the guest may run there: choose another";
            } else if (!awaitFree()) {
                refusal = "this replica is being fed by another source: end that one first";
            } else {
                serving = receiver;
                receiver.whenDone(() -> leave(receiver));
            }
        } finally {
            lock.unlock();
        }
        if (!refusal.isEmpty()) {
            throw receiver.refuse(refusal);
        }
    }

    /** A source that has just gone may be known to have gone a moment later. With the lock held. */
    private boolean awaitFree() {
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(LEAVING_MILLIS);
            while (serving != null && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return serving == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Receiver present() {
        lock.lock();
        try {
            return serving;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Receiver receiver) {
        lock.lock();
        try {
            if (serving == receiver) {
                serving = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void changed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void handedOver(ReplicaEpoch epoch) {
        lock.lock();
        try {
            handedOver = epoch;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void problem(Throwable e) {
        if (!closed) {
            lock.lock();
            try {
                lastProblem = e.getMessage() == null ? e.toString() : e.getMessage();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static void closeQuietly(Closeable each) {
        try {
            each.close();
        } catch (IOException e) {
            return; // it is of no use any more
        }
    }

    /** Stops listening, ends the connection, and leaves the last epoch. Further calls do nothing. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (handedOver != null) {
                awaitFree(); // the source leaves once it has the answer
            }
        } finally {
            lock.unlock();
        }
        closed = true;
        server.close();
        connections.forEach(Replica::closeQuietly);
        changed();
        Receiver present = present();
        if (present != null) {
            present.end("the replica was closed");
        }
        store.close();
        if (options.endpoint.isUnix()) {
            Files.deleteIfExists(Path.of(endpoint.toString().substring("unix:".length())));
        }
    }
}
