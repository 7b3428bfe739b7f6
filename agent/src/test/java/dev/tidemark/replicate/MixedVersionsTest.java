package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A side that sets no flag, and knows none of what they stand for, understands the other. */
class MixedVersionsTest {
    private static final int SIZE = 300_000;
    private static final int PAGE = 1024;
    private static final Set<Protocol.Type> FIRST = EnumSet.range(Protocol.Type.OFFER, Protocol.Type.HANDED_OVER);

    @Test
    void replicaWithoutFlagsIsSentWhatItKnows() throws Exception {
        try (ServerSocketChannel server = listening();
                TestGuest guest = new TestGuest(1, "direct", SIZE, PAGE).start()) {
            byte[] there = new byte[SIZE];
            CompletableFuture<Void> replica = CompletableFuture.runAsync(() -> serve(server, there));
            MigrationResult result = migration(server, guest, 0).run();
            assertTrue(result.confirmed());
            replica.get(10, TimeUnit.SECONDS);
            assertArrayEquals(guest.last(), there);
        }
    }

    @Test
    void replicaWithoutFlagsIsNotSentCompressedData() throws Exception {
        try (ServerSocketChannel server = listening();
                TestGuest guest = new TestGuest(1, "direct", SIZE, PAGE).start()) {
            CompletableFuture<Void> replica = CompletableFuture.runAsync(() -> serve(server, new byte[SIZE]));
            Migration migration = migration(server, guest, 1);
            ReplicationException e = assertThrows(ReplicationException.class, migration::run);
            assertTrue(e.getMessage().contains("does not take compressed data"), e.getMessage());
            assertFalse(guest.isStopped());
            replica.exceptionally(ended -> null).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void sourceWithoutFlagsIsUnderstood() throws Exception {
        byte[] page = new byte[PAGE];
        page[7] = 7;
        try (Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(PAGE));
                SocketChannel channel = SocketChannel.open(replica.endpoint().tcp());
                Link link = new Link(Wire.of(channel), true, Timing.DEFAULT)) {
            link.greet();
            link.send(Protocol.Type.OFFER, new Protocol.Offer(PAGE, PAGE, UUID.randomUUID(), false, "ram").encode());
            Protocol.Accept accept = Protocol.Accept.decode(link.receive().payload());
            assertFalse(accept.zstd());
            link.send(Protocol.Type.EPOCH, Protocol.number(1));
            byte[] data = ByteBuffer.allocate(Protocol.FRAME_HEAD + Protocol.DATA_HEAD + PAGE)
                    .position(Protocol.FRAME_HEAD)
                    .putLong(0)
                    .putInt(PAGE)
                    .put((byte) Protocol.RAW)
                    .put(page)
                    .array();
            link.send(Protocol.Type.DATA, data);
            link.send(Protocol.Type.COMMIT, new Protocol.Commit(1, 1, new byte[0]).encode());
            assertEquals(Protocol.Type.COMMITTED, link.receive().type());
            link.send(Protocol.Type.HAND_OVER, Protocol.number(1));
            assertEquals(Protocol.Type.HANDED_OVER, link.receive().type());
            assertEquals(1, replica.awaitHandOver(Duration.ofSeconds(10)).number());
            replica.read((epoch, bytes) -> {
                ByteBuffer content = ByteBuffer.allocate(PAGE);
                bytes.read(0, content);
                assertArrayEquals(page, content.array());
                return null;
            });
        }
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static Migration migration(ServerSocketChannel server, TestGuest guest, int zstdLevel) {
        return Replication.of(guest.region)
                .to(Endpoint.parse("127.0.0.1:" + server.socket().getLocalPort()))
                .guest(guest)
                .compressed(zstdLevel)
                .migration();
    }

    /** A replica of the first frames alone. */
    private static void serve(ServerSocketChannel server, byte[] there) {
        try (SocketChannel channel = server.accept();
                Link link = new Link(Wire.of(channel), false, Timing.DEFAULT)) {
            link.greet();
            assertEquals(Protocol.Type.OFFER, link.receive().type());
            link.trust();
            long window = 4L * Protocol.MAX_RUN;
            link.send(
                    Protocol.Type.ACCEPT,
                    new Protocol.Accept(Protocol.NO_LINEAGE, 0, window, false, false, false).encode());
            while (true) {
                Link.Frame frame = link.receive();
                assertTrue(FIRST.contains(frame.type()), () -> "sent " + frame.type());
                ByteBuffer in = frame.payload();
                int bytes = in.remaining();
                switch (frame.type()) {
                    case DATA -> {
                        int offset = (int) in.getLong();
                        int length = in.getInt();
                        ByteBuffer.wrap(there, offset, length)
                                .put(in.get() == Protocol.ZERO ? ByteBuffer.allocate(length) : in);
                        link.send(Protocol.Type.CREDIT, Protocol.number(bytes));
                    }
                    case COMMIT ->
                        link.send(
                                Protocol.Type.COMMITTED,
                                Protocol.number(Protocol.Commit.decode(in).epoch()));
                    case HAND_OVER -> {
                        link.send(Protocol.Type.HANDED_OVER, Protocol.number(Protocol.number(in)));
                        return;
                    }
                    default -> assertEquals(Protocol.Type.EPOCH, frame.type());
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
