package dev.tidemark.it.attach;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;

/**
 * Threads that wait in reads when the agent comes: the system writes into their buffers once data arrives, and the JDK method that
 * they are in was entered before it got its hook. Afterwards they are in reads always.
 */
final class LateReadProgram {
    private static final int SIZE = 64 << 10;

    /** One blocking read of four bytes or more. */
    private interface Source {
        int read(ByteBuffer into) throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        Pipe pipe = Pipe.open();
        Pipe scattering = Pipe.open();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramChannel receiver = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
                DatagramChannel sender = DatagramChannel.open()) {
            Reader[] readers = {
                new Reader("pipe", into -> pipe.source().read(into)),
                new Reader("scattering pipe", into -> (int) scattering.source().read(new ByteBuffer[] {into})),
                new Reader("datagram", into -> {
                    int before = into.position();
                    receiver.receive(into);
                    return into.position() - before;
                })
            };
            for (Reader reader : readers) {
                reader.thread.start();
            }
            for (Reader reader : readers) {
                while (!reader.waits()) {
                    Thread.sleep(1);
                }
            }
            System.out.println("ready");
            System.in.read();
            Client client = Tidemark.client("late");
            for (Reader reader : readers) {
                reader.region = Tidemark.track(reader.name, reader.buffer, 64);
                EmulatorProgram.expect(Coverage.HOOKS_INCOMPLETE, reader.region.coverage());
                reader.region.harvest(client);
                EmulatorProgram.expect(0L, reader.region.dirtyPageCount(client));
            }
            for (int round = 0; round < 3; round++) {
                pipe.sink().write(ByteBuffer.wrap(new byte[] {1, 2, 3, (byte) round}));
                scattering.sink().write(ByteBuffer.wrap(new byte[] {1, 2, 3, (byte) round}));
                sender.send(ByteBuffer.wrap(new byte[] {1, 2, 3, (byte) round}), receiver.getLocalAddress());
                for (Reader reader : readers) {
                    reader.compare(client, round);
                }
            }
            for (Reader reader : readers) {
                for (int i = 0; i < 6_000 && reader.region.coverage() != Coverage.COMPLETE; i++) {
                    Thread.sleep(10);
                }
                EmulatorProgram.expect("", reader.region.coverageReason());
                reader.region.harvest(client);
                reader.buffer.put(4096, (byte) 1);
                EmulatorProgram.expect(1L, reader.region.harvest(client).pageCount());
            }
            System.out.println("seen");
            System.exit(0); // before the channel is closed under its reader
        }
    }

    private static final class Reader implements Runnable {
        private final String name;
        private final Source source;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        private final Thread thread = new Thread(this);
        private final SynchronousQueue<Integer> read = new SynchronousQueue<>();
        private Region region;

        Reader(String name, Source source) {
            this.name = name;
            this.source = source;
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (int at = 1000; ; at += 1000) {
                    int count = source.read(buffer.duplicate().position(at));
                    EmulatorProgram.expect(4, count);
                    read.put(at);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Whether it is in the system's read. */
        boolean waits() {
            StackTraceElement[] stack = thread.getStackTrace();
            return stack.length > 0
                    && stack[0].isNativeMethod()
                    && stack[0].getClassName().startsWith("sun.nio.ch.");
        }

        /** What this round's read wrote is in the next harvest. */
        void compare(Client client, int round) throws InterruptedException {
            int at = read.take();
            byte[] found = new byte[4];
            buffer.get(at, found);
            EmulatorProgram.expect("[1, 2, 3, " + round + "]", Arrays.toString(found));
            for (int i = at; i < at + 4; i++) {
                if (!region.isDirty(client, i, 1)) {
                    throw new AssertionError(
                            "missed byte " + i + " of round " + round + ", " + region + ", " + region.coverageReason());
                }
            }
            region.harvest(client);
        }
    }
}
