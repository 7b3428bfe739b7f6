package dev.tidemark.replicate;

import dev.tidemark.Guest;
import dev.tidemark.Region;
import dev.tidemark.track.RegionTracker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A tracked buffer and a thread that writes it, steps of random writes. Its state is the SHA-256 of the buffer at the moment at which it
 * stands still: whoever holds an epoch can tell whether it is that moment.
 */
final class TestGuest implements Guest, AutoCloseable {
    final RegionTracker tracker = new RegionTracker(4096, () -> {});
    final ByteBuffer ram;
    final Region region;

    private final ReentrantLock standing = new ReentrantLock(true);
    private final SplittableRandom random;
    private final int pageSize;
    private volatile boolean ended;
    private volatile int sleepMicros = 200;
    private volatile byte[] last = {};
    private Thread thread;
    private long steps;

    private int quiesced;
    private int resumed;
    private int stopped;
    private boolean held;

    TestGuest(long seed, String kind, int size, int pageSize) throws IOException {
        this.random = new SplittableRandom(seed);
        this.pageSize = pageSize;
        this.ram = switch (kind) {
            case "heap" -> ByteBuffer.allocate(size);
            case "direct" -> ByteBuffer.allocateDirect(size);
            default -> map(size);
        };
        this.region = tracker.track("ram", ram, pageSize);
        for (int i = 0; i < random.nextInt(200); i++) {
            step();
        }
    }

    private static ByteBuffer map(int size) throws IOException {
        Path file = Files.createTempFile("guest", ".ram");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
        }
    }

    /** Writes from now on, on a thread of its own. */
    TestGuest start() {
        thread = new Thread(
                () -> {
                    while (!ended) {
                        standing.lock();
                        try {
                            if (!ended) {
                                step();
                            }
                        } finally {
                            standing.unlock();
                        }
                        rest();
                    }
                },
                "guest");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** How long it rests between steps; 0 for not at all. */
    TestGuest resting(int micros) {
        sleepMicros = micros;
        return this;
    }

    private void rest() {
        int micros = sleepMicros;
        if (micros > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(micros * 1000L);
        }
    }

    /** One write: bytes, zeros, or what is there already. */
    void step() {
        int at = random.nextInt(ram.capacity());
        int length = 1 + random.nextInt(Math.min(ram.capacity() - at, 1 + random.nextInt(3 * pageSize)));
        int how = random.nextInt(4);
        for (int i = at; i < at + length; i++) {
            ram.put(i, how == 0 ? 0 : how == 1 ? ram.get(i) : (byte) random.nextInt());
        }
        region.markDirty(at, length);
        steps++;
    }

    /** Makes room for other writes: {@code work} runs while the guest stands still, and marks what it writes. */
    void whileStanding(Runnable work) {
        standing.lock();
        try {
            work.run();
        } finally {
            standing.unlock();
        }
    }

    @Override
    public void quiesce() {
        standing.lock();
        held = true;
        quiesced++;
    }

    @Override
    public void resume() {
        resumed++;
        held = false;
        standing.unlock();
    }

    @Override
    public void stop() {
        stopped++;
        ended = true;
        held = false;
        last = copy();
        standing.unlock();
    }

    @Override
    public byte[] state() {
        if (!held) {
            throw new AssertionError("asked for its state while it runs");
        }
        return sha(copy());
    }

    /** What it held when it was stopped. */
    byte[] last() {
        return last;
    }

    boolean wasQuiesced() {
        return quiesced > 0;
    }

    boolean isStopped() {
        return stopped > 0;
    }

    long steps() {
        return steps;
    }

    /** Fails if it was not let go as often as it was made to stand still. */
    void checkLetGo() {
        if (quiesced != resumed + stopped || stopped > 1) {
            throw new AssertionError("quiesced " + quiesced + ", resumed " + resumed + ", stopped " + stopped);
        }
    }

    /**
     * Migrates; and again if the machine stood still for longer than the short silence that a test allows, which nobody can tell from a peer
     * that is gone. Nothing may be lost then either.
     */
    MigrationResult move(Replication how) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                return how.migration().run();
            } catch (IOException e) {
                if (isStopped() || tries == 50) {
                    throw e;
                }
            }
        }
    }

    byte[] copy() {
        byte[] bytes = new byte[ram.capacity()];
        ram.get(0, bytes);
        return bytes;
    }

    static byte[] sha(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The bytes of the replica's epoch, which must be those of the moment that the guest's state names. */
    static byte[] checked(Replica replica) throws IOException {
        return replica.read((epoch, bytes) -> {
            byte[] content = new byte[(int) epoch.byteSize()];
            bytes.read(0, ByteBuffer.wrap(content));
            if (!Arrays.equals(sha(content), epoch.state())) {
                throw new AssertionError("torn: " + epoch);
            }
            return content;
        });
    }

    @Override
    public void close() {
        ended = true;
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        region.close();
    }
}
