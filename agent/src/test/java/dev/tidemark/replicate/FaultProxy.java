package dev.tidemark.replicate;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bad network between a source and a replica, on loopback: does one thing wrong at one byte of one direction of each connection. */
final class FaultProxy implements Closeable {
    /** What goes wrong. */
    enum Fault {
        NONE,
        /** Both directions are closed. */
        CUT,
        /** Nothing goes through any more, either way, and nobody is told. */
        STALL,
        /** One direction is dead, the other is not. */
        HALF_OPEN,
        /** One bit. */
        CORRUPT,
        /** Neighbouring bytes change places. */
        REORDER,
        /** Some bytes come twice. */
        REPEAT,
        /** Some bytes do not come. */
        DROP,
        /** From here on 64 bytes at a time. */
        SLOW
    }

    private final ServerSocket server;
    private final int to;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    private volatile Fault next = Fault.NONE;
    private volatile boolean towardsReplica;
    private volatile long at;
    private volatile int fired;

    FaultProxy(int to) throws IOException {
        this.to = to;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Watch.thread("proxy", this::accept).start();
    }

    Endpoint endpoint() {
        return Endpoint.parse("127.0.0.1:" + server.getLocalPort());
    }

    /** What happens to the present connection and those to come, once: from its byte {@code position} on. */
    void arm(Fault fault, boolean atReplica, long position) {
        towardsReplica = atReplica;
        at = position;
        next = fault;
    }

    /** How many faults happened. */
    int fired() {
        return fired;
    }

    /** What sources sent until now. */
    byte[] recorded() {
        synchronized (recorded) {
            return recorded.toByteArray();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            Socket source = null;
            try {
                source = server.accept();
                Socket replica = new Socket(InetAddress.getLoopbackAddress(), to);
                sockets.add(source);
                sockets.add(replica);
                source.setTcpNoDelay(true);
                replica.setTcpNoDelay(true);
                if (replica.getLocalPort() == to) { // nobody listens, and it reached itself
                    source.close();
                    replica.close();
                    continue;
                }
                new Connection(source, replica).start();
            } catch (IOException e) {
                closeUnpaired(source);
            }
        }
    }

    /** The replica is away. */
    private static void closeUnpaired(Socket source) {
        try {
            if (source != null) {
                source.close();
            }
        } catch (IOException e) {
            return; // gone already
        }
    }

    /** Two directions that share their end. */
    private final class Connection {
        private final Socket source;
        private final Socket replica;
        private volatile boolean stalled;

        Connection(Socket source, Socket replica) {
            this.source = source;
            this.replica = replica;
        }

        void start() {
            Watch.thread("proxy-there", () -> pump(source, replica, true)).start();
            Watch.thread("proxy-back", () -> pump(replica, source, false)).start();
        }

        void pump(Socket from, Socket into, boolean there) {
            byte[] bytes = new byte[16 << 10];
            long passed = 0;
            int step = bytes.length;
            boolean dead = false;
            try (from;
                    into) {
                InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream();
                while (true) {
                    int count = in.read(bytes, 0, step);
                    if (count < 0) {
                        return;
                    }
                    if (there) {
                        synchronized (recorded) {
                            recorded.write(bytes, 0, Math.min(count, Math.max(0, (8 << 20) - recorded.size())));
                        }
                    }
                    Fault fault = Fault.NONE;
                    if (next != Fault.NONE && there == towardsReplica && passed + count > at) {
                        fault = next;
                        next = Fault.NONE;
                        fired++;
                    }
                    passed += count;
                    switch (fault) {
                        case CUT -> {
                            return;
                        }
                        case STALL -> stalled = true;
                        case HALF_OPEN -> dead = true;
                        case CORRUPT -> bytes[count / 2] ^= 4;
                        case REORDER -> {
                            byte first = bytes[0];
                            bytes[0] = bytes[count - 1];
                            bytes[count - 1] = (byte) (first + 1); // never the same by chance
                        }
                        case REPEAT -> out.write(bytes, 0, count);
                        case DROP -> count = 0;
                        case SLOW -> step = 64;
                        default -> {
                            // all is well
                        }
                    }
                    if (stalled || dead) {
                        continue;
                    }
                    out.write(bytes, 0, count);
                    if (step == 64) {
                        Thread.sleep(0, 200_000);
                    }
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private void end() {
            try {
                source.close();
                replica.close();
            } catch (IOException e) {
                return;
            } finally {
                sockets.remove(source);
                sockets.remove(replica);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : sockets) {
            each.close();
        }
    }
}
