package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that are no source: each is refused with a line that says why, and the next good one is served. */
class HostilePeerTest {
    private static final int SIZE = 40_000;

    private Replica replica;

    /** A test may stand still for less than that, or be told of silence instead of what it did. */
    @BeforeEach
    void listen() throws IOException {
        listen(Duration.ofMinutes(1));
    }

    private void listen(Duration silence) throws IOException {
        replica = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                .silence(silence)
                .region("ram")
                .intoBuffer(ByteBuffer.allocate(SIZE));
    }

    private void listenImpatiently() throws IOException {
        replica.close();
        listen(Duration.ofMillis(500));
    }

    @AfterEach
    void listenerIsStillUp() throws IOException {
        try (TestGuest guest = new TestGuest(1, "heap", SIZE, 512).start()) {
            guest.move(Replication.of(guest.region).to(replica.endpoint()).guest(guest));
            assertArrayEquals(guest.last(), TestGuest.checked(replica));
        } finally {
            replica.close();
        }
    }

    @Test
    void garbage() throws Exception {
        Random random = new Random(Seed.of("HostilePeerTest"));
        for (int i = 0; i < 50; i++) {
            int length = i == 49 ? 2000 : 1 + random.nextInt(2000); // the last one is long enough for a greeting
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            try (Socket socket = connect()) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                drain(socket);
            }
        }
        awaitProblem("no greeting");
    }

    @Test
    void wrongVersion() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new Protocol.Greeting(7, 9, 1).encode());
            byte[] answer = socket.getInputStream().readNBytes(Protocol.GREETING_BYTES);
            assertTrue(Protocol.Greeting.decode(answer).high() == 0);
        }
        awaitProblem("speaks versions 7 to 9");
    }

    @Test
    void hugeLengthsAndWrongTypes() throws Exception {
        for (int length : new int[] {Integer.MAX_VALUE, -1, Protocol.MAX_PAYLOAD + 1, 1 << 30}) {
            talk(socket -> socket.frame(1, length, new byte[0]), "of " + length + " bytes");
        }
        talk(socket -> socket.frame(99, 0, new byte[0]), "type 99");
        talk(socket -> socket.frame(Protocol.Type.ACCEPT.number, 0, new byte[0]), "type 2 from the source");
        talk(socket -> socket.frame(Protocol.Type.COMMIT.number, 16, new byte[16]), "begins with an offer");
    }

    @Test
    void wrongRegions() throws Exception {
        UUID id = UUID.randomUUID();
        offer(new Protocol.Offer(SIZE, 512, id, false, "other"), "takes region 'ram' and was offered 'other'");
        offer(new Protocol.Offer(SIZE + 1, 512, id, false, "ram"), "must be of the same size");
        offer(new Protocol.Offer(Long.MAX_VALUE, 64, id, false, "ram"), "pages");
        offer(new Protocol.Offer(SIZE, 500, id, false, "ram"), "power of two");
        offer(new Protocol.Offer(SIZE, 512, id, false, "ra\nm"), "control characters");
        offer(new Protocol.Offer(SIZE, 512, Protocol.NO_LINEAGE, false, "ram"), "no lineage");
    }

    @Test
    void dataThatLeavesTheRegion() throws Exception {
        byte[] good = room(new Protocol.Offer(SIZE, 512, UUID.randomUUID(), false, "ram").encode());
        long[][] runs = {{-512, 512}, {SIZE, 512}, {512, SIZE}, {1, 512}, {0, -1}, {0, Integer.MAX_VALUE}, {0, 100}};
        for (long[] run : runs) {
            talk(
                    socket -> {
                        socket.frame(Protocol.Type.OFFER.number, good.length, good);
                        socket.frame(Protocol.Type.EPOCH.number, 8, number(1));
                        byte[] data = ByteBuffer.allocate(Protocol.DATA_HEAD)
                                .putLong(run[0])
                                .putInt((int) run[1])
                                .put((byte) Protocol.ZERO)
                                .array();
                        socket.frame(Protocol.Type.DATA.number, data.length, data);
                    },
                    "data of " + run[1] + " bytes from " + run[0]);
        }
        talk(
                socket -> {
                    socket.frame(Protocol.Type.OFFER.number, good.length, good);
                    socket.frame(Protocol.Type.DATA.number, 13, new byte[13]);
                },
                "outside of an epoch");
        talk(
                socket -> {
                    socket.frame(Protocol.Type.OFFER.number, good.length, good);
                    socket.frame(Protocol.Type.EPOCH.number, 8, number(1));
                    socket.frame(Protocol.Type.FLUSH.number, 8, number(2));
                },
                "flush of epoch 2");
        talk(
                socket -> {
                    socket.frame(Protocol.Type.OFFER.number, good.length, good);
                    socket.frame(Protocol.Type.HAND_OVER.number, 8, number(1));
                },
                "hand-over at epoch 1");
    }

    @Test
    void packedData() throws Exception {
        packed(false, new byte[100], "not agreed on");
        packed(true, new byte[4], "packed data of 4 bytes");
        for (int length : new int[] {0, -1, Integer.MAX_VALUE, Protocol.MAX_PACKED + 1}) {
            packed(true, ByteBuffer.allocate(100).putInt(length).array(), "packed data of " + length + " bytes");
        }
        packed(true, ByteBuffer.allocate(100).putInt(500).array(), "zstd frame is damaged");
        byte[] good = data(0, 512, 512);
        packed(true, zstd(good.length + 1, good), "zstd frame holds");
        packed(true, zstd(good.length - 1, good), "zstd frame is damaged");
        byte[] large = new byte[50 << 20]; // says how long it is, and is short
        packed(true, zstd(5, new byte[5]), "data of 5 bytes");
        packed(true, zstd(Protocol.MAX_PACKED, large), "zstd frame is damaged");
        packedWell(data(0, 512, 511), "end early");
        packedWell(data(0, -1, 0), "end early");
        packedWell(data(SIZE + 512, 512, 512), "data of 512 bytes from");
        byte[] two = java.util.Arrays.copyOf(good, good.length + 7);
        packed(true, zstd(two.length, two), "data of 7 bytes");
    }

    private static byte[] data(long offset, int length, int content) {
        return ByteBuffer.allocate(Protocol.DATA_HEAD + content)
                .putLong(offset)
                .putInt(length)
                .put((byte) Protocol.RAW)
                .array();
    }

    private static byte[] zstd(int length, byte[] bytes) {
        byte[] frame = com.github.luben.zstd.Zstd.compress(bytes);
        return ByteBuffer.allocate(4 + frame.length).putInt(length).put(frame).array();
    }

    private void packedWell(byte[] data, String refusal) throws Exception {
        packed(true, zstd(data.length, data), refusal);
    }

    private void packed(boolean agreed, byte[] payload, String refusal) throws Exception {
        byte[] offer = room(new Protocol.Offer(SIZE, 512, UUID.randomUUID(), agreed, "ram").encode());
        talk(
                socket -> {
                    socket.frame(Protocol.Type.OFFER.number, offer.length, offer);
                    socket.frame(Protocol.Type.EPOCH.number, 8, number(1));
                    socket.frame(Protocol.Type.PACKED.number, payload.length, payload);
                },
                refusal);
    }

    /** A part of a frame got lost, and what is said afterwards fills the gap, at the rate of heartbeats. */
    @Test
    void frameWithAGap() throws Exception {
        listenImpatiently();
        byte[] good = room(new Protocol.Offer(SIZE, 512, UUID.randomUUID(), false, "ram").encode());
        boolean ended = false;
        try (Socket socket = connect()) {
            Talker talker = new Talker(socket);
            talker.frame(Protocol.Type.OFFER.number, good.length, good);
            talker.frame(Protocol.Type.EPOCH.number, 8, number(1));
            talker.frame(Protocol.Type.DATA.number, SIZE + Protocol.DATA_HEAD, new byte[SIZE / 2]);
            for (int i = 0; i < 6_000; i++) {
                Thread.sleep(20);
                talker.frame(Protocol.Type.HEARTBEAT.number, 0, new byte[0]);
            }
        } catch (java.net.SocketException e) {
            ended = true;
        }
        assertTrue(ended, "waited for a frame that does not come");
        awaitProblem("nothing was heard");
    }

    @Test
    void replayedStream() throws Exception {
        byte[] stream;
        try (FaultProxy proxy = new FaultProxy(replica.endpoint().tcp().getPort());
                TestGuest guest = new TestGuest(3, "direct", SIZE, 512)) {
            try (Standby standby = Replication.of(guest.region)
                    .to(proxy.endpoint())
                    .guest(guest)
                    .standby(Duration.ofMillis(5))) {
                assertTrue(replica.awaitEpoch(1, Duration.ofMinutes(2)) != null, standby.status()::toString);
            }
            stream = proxy.recorded();
        }
        long before = replica.epoch().number();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(stream);
            drain(socket);
        } catch (IOException e) {
            // it was refused before all was written
            assertTrue(e.getMessage() != null);
        }
        awaitProblem("recorded in another connection");
        assertTrue(replica.epoch().number() == before);
    }

    @Test
    void peersThatSayNothing() throws Exception {
        listenImpatiently();
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < Replica.MAX_GREETING - 1; i++) {
            idle.add(connect());
        }
        awaitProblem("nothing was heard");
        for (Socket each : idle) {
            drain(each);
            each.close();
        }
    }

    @Test
    void hostileReplicaIsRefusedToo() throws Exception {
        try (TestGuest guest = new TestGuest(1, "heap", SIZE, 512);
                java.net.ServerSocket bad = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Watch.thread("bad", () -> {
                        try (Socket socket = bad.accept()) {
                            socket.getOutputStream().write(new byte[100]);
                            drain(socket);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .start();
            Migration migration = Replication.of(guest.region)
                    .to(Endpoint.parse("127.0.0.1:" + bad.getLocalPort()))
                    .guest(guest)
                    .migration();
            ReplicationException e = assertThrows(ReplicationException.class, migration::run);
            assertTrue(e.getMessage().contains("no greeting"), e.getMessage());
        }
    }

    private void offer(Protocol.Offer offer, String refusal) throws Exception {
        byte[] bytes = room(offer.encode());
        talk(socket -> socket.frame(Protocol.Type.OFFER.number, bytes.length, bytes), refusal);
    }

    private static byte[] room(byte[] message) {
        return java.util.Arrays.copyOfRange(message, Protocol.FRAME_HEAD, message.length);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    /** Something to say. */
    private interface Words {
        void say(Talker socket) throws IOException;
    }

    private void talk(Words words, String refusal) throws Exception {
        try (Socket socket = connect()) {
            Talker talker = new Talker(socket);
            words.say(talker);
            drain(socket);
        } catch (java.net.SocketException e) {
            // closed before all was said, which is as good
            assertTrue(e.getMessage() != null);
        }
        awaitProblem(refusal);
    }

    /** Speaks the protocol well enough to break it. */
    private static final class Talker {
        private final Socket socket;
        private final ByteBuffer nonces = ByteBuffer.allocate(16);
        private long number;

        Talker(Socket socket) throws IOException {
            this.socket = socket;
            socket.getOutputStream().write(new Protocol.Greeting(1, 1, 42).encode());
            Protocol.Greeting answer =
                    Protocol.Greeting.decode(socket.getInputStream().readNBytes(Protocol.GREETING_BYTES));
            nonces.putLong(42).putLong(answer.nonce());
        }

        void frame(int type, int length, byte[] payload) throws IOException {
            ByteBuffer head = ByteBuffer.allocate(Protocol.FRAME_HEAD);
            head.putInt(length).putInt(type << 24).putLong(number++);
            CRC32C crc = new CRC32C();
            crc.update(nonces.array());
            crc.update(head.array(), 0, 16);
            crc.update(payload);
            head.putInt((int) crc.getValue());
            socket.getOutputStream().write(head.array());
            socket.getOutputStream().write(payload);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), replica.endpoint().tcp().getPort());
        socket.setSoTimeout(120_000);
        return socket;
    }

    private static void drain(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            return; // reset is an end too
        }
    }

    private void awaitProblem(String part) throws InterruptedException {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!replica.lastProblem().contains(part)) {
            assertTrue(System.nanoTime() < deadline, () -> "no '" + part + "' but: " + replica.lastProblem());
            Thread.sleep(1);
        }
    }
}
