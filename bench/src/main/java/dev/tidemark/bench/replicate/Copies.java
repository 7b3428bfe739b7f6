package dev.tidemark.bench.replicate;

import dev.tidemark.Region;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The first copy of a region beside a plain socket that carries the same bytes to the same place, in turns. Both are timed from before they
 * connect until the other side has said that it has all.
 */
final class Copies {
    /** Of a plain write. Larger ones were not faster. */
    private static final int BLOCK = 256 << 10;

    private static final int WARM_UPS = 5;

    private final Region region;
    private final ByteBuffer memory;
    private final OtherSide other;

    Copies(Region region, ByteBuffer memory, OtherSide other) {
        this.region = region;
        this.memory = memory;
        this.other = other;
    }

    void measure(int rounds) throws IOException {
        System.out.println("| to | plain socket, MiB/s | first copy, MiB/s | of the plain one"
                + " | processor time of both sides, ns per byte: plain | first copy |\n|---|---|---|---|---|---|");
        compare("a buffer", "socket-buffer", "replica-buffer", rounds);
        compare("a file", "socket-file", "replica-file", rounds);
        compare("a file, forced to the disk", "socket-durable", "replica-durable", rounds);
    }

    private void compare(String name, String plainCommand, String replicaCommand, int rounds) throws IOException {
        List<Double> plain = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> share = new ArrayList<>();
        double plainBusy = 0;
        double ourBusy = 0;
        for (int round = -WARM_UPS; round < rounds; round++) {
            double start = other.busySeconds();
            double plainSeconds = plain(other.ask(plainCommand));
            other.awaitDone();
            double middle = other.busySeconds();
            double ourSeconds = replicate(other.ask(replicaCommand));
            other.awaitDone();
            if (round >= 0) {
                plainBusy += middle - start;
                ourBusy += other.busySeconds() - middle;
                plain.add(mibPerSecond(plainSeconds));
                ours.add(mibPerSecond(ourSeconds));
                share.add(100 * plainSeconds / ourSeconds);
            }
        }
        LinkProgram.row(
                "| %s | %,.0f | %,.0f | %.0f %% | %.2f | %.2f |",
                name,
                LinkProgram.median(plain),
                LinkProgram.median(ours),
                LinkProgram.median(share),
                nanosPerByte(plainBusy, rounds),
                nanosPerByte(ourBusy, rounds));
    }

    private double nanosPerByte(double seconds, int rounds) {
        return seconds * 1e9 / rounds / memory.capacity();
    }

    private double mibPerSecond(double seconds) {
        return memory.capacity() / seconds / (1 << 20);
    }

    private double plain(int port) throws IOException {
        long start = System.nanoTime();
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            for (int at = 0; at < memory.capacity(); at += BLOCK) {
                ByteBuffer block = memory.slice(at, Math.min(BLOCK, memory.capacity() - at));
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
            if (channel.read(ByteBuffer.allocate(1)) != 1) {
                throw new IOException("the other side did not take all of it");
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private double replicate(int port) throws IOException {
        long start = System.nanoTime();
        Replication.of(region)
                .to(Endpoint.parse("127.0.0.1:" + port))
                .migration()
                .run();
        return (System.nanoTime() - start) / 1e9;
    }
}
