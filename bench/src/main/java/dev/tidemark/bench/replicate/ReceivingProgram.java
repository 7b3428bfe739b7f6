package dev.tidemark.bench.replicate;

import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replica;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Receives, as each line of standard input says: {@code socket} or {@code replica}, and {@code -buffer}, {@code -file} or {@code -durable}.
 * Says {@code at PORT} when it listens, and {@code done} with the time when it has all. Arguments: a directory, and how many bytes.
 */
public final class ReceivingProgram {
    private static final int BLOCK = 256 << 10;
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Path file;
    private final ByteBuffer memory;

    private ReceivingProgram(Path directory, int bytes) {
        file = directory.resolve("received");
        memory = ByteBuffer.allocateDirect(bytes);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        ReceivingProgram program = new ReceivingProgram(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split("-");
            if (words[0].equals("socket")) {
                program.plain(words[1]);
            } else {
                program.replica(words[1]);
            }
        }
    }

    private void replica(String into) throws IOException, InterruptedException {
        Replica.Setup setup = Replica.listen(Endpoint.parse("127.0.0.1:0"));
        setup = into.equals("durable") ? setup : setup.notDurable();
        long end;
        try (Replica replica = into.equals("buffer") ? setup.intoBuffer(memory) : setup.intoFile(file)) {
            String at = replica.endpoint().toString();
            System.out.println("at " + at.substring(at.lastIndexOf(':') + 1));
            if (replica.awaitHandOver(LONG) == null) {
                throw new IOException("nothing was handed over: " + replica.lastProblem());
            }
            end = System.nanoTime();
        }
        for (String suffix : new String[] {"", ".epoch", ".journal"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
        System.out.println("done " + end);
    }

    private void plain(String into) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            System.out.println("at " + server.socket().getLocalPort());
            try (SocketChannel channel = server.accept()) {
                if (into.equals("buffer")) {
                    toBuffer(channel);
                } else {
                    toFile(channel, into.equals("durable"));
                }
                channel.write(ByteBuffer.allocate(1));
            }
        }
        Files.deleteIfExists(file);
        System.out.println("done " + System.nanoTime());
    }

    private void toBuffer(SocketChannel channel) throws IOException {
        memory.clear();
        while (memory.hasRemaining()) {
            take(channel, memory);
        }
    }

    private void toFile(SocketChannel channel, boolean durable) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = memory.capacity(); left > 0; ) {
                block.clear().limit((int) Math.min(left, BLOCK));
                take(channel, block);
                left -= block.flip().remaining();
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
            if (durable) {
                out.force(true);
            }
        }
    }

    private static void take(SocketChannel channel, ByteBuffer into) throws IOException {
        if (channel.read(into) < 0) {
            throw new IOException("the sender closed before all was sent");
        }
    }
}
