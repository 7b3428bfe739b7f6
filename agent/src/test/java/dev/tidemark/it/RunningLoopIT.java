package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A region takes effect in loops that were compiled, and entered, when nothing was tracked: compiled code that folded "no region"
 * must be thrown away under the running loop. In every compilation mode, for the first region and for one after it. {@code
 * -Dtidemark.loops=100} for more harvests of each region.
 */
class RunningLoopIT {
    private static final int SIZE = 1 << 16;
    private static final String HARVESTS =
            Integer.getInteger("tidemark.loops", 8).toString();

    @TestFactory
    List<DynamicTest> aNewRegionTakesEffectInRunningLoops() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String mode :
                new String[] {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation", "-XX:+TieredCompilation"}) {
            tests.add(DynamicTest.dynamicTest(mode, () -> ForkedJvm.withAgent("min=off")
                    .flags(mode)
                    .run(Loops.class, HARVESTS)
                    .expectSuccess()));
        }
        return tests;
    }

    static final class Loops {
        private static volatile boolean stop;
        private static int harvests;
        private static volatile long sink;

        /** Rounds of each writer, so that the test waits for writes and not for time to pass. */
        private static final AtomicLongArray ROUNDS = new AtomicLongArray(4);

        public static void main(String[] arguments) throws Exception {
            harvests = Integer.parseInt(arguments[0]);
            ByteBuffer direct = ByteBuffer.allocateDirect(SIZE);
            ByteBuffer heap = ByteBuffer.allocate(SIZE);
            ByteBuffer another = ByteBuffer.allocateDirect(SIZE);
            Thread[] writers = {
                new Thread(() -> writeOnePage(direct, 0)),
                new Thread(() -> writeOnePage(heap, 1)),
                new Thread(() -> writeAll(direct, 2)),
                new Thread(() -> writeAll(heap, 3))
            };
            for (Thread writer : writers) {
                writer.setDaemon(true); // or a failed check would leave them running
                writer.start();
            }
            Thread.sleep(1500); // compiled, and running in compiled code
            Client client = Tidemark.client("c");
            expectMarks(Tidemark.track("direct", direct), client);
            expectMarks(Tidemark.track("heap", heap), client);
            Tidemark.track("another", another);
            expectMarks(Tidemark.region("direct"), client);
            expectMarks(Tidemark.region("heap"), client);
            stop = true;
            for (Thread writer : writers) {
                writer.join();
            }
        }

        /** Page 0 is written by one loop all the time, the others by another. */
        private static void expectMarks(Region region, Client client) throws InterruptedException {
            for (int i = 0; i < harvests; i++) {
                region.harvest(client);
                Thread.sleep(20);
                awaitTwoRounds();
                if (!region.isDirty(client, 0, 1) || region.dirtyPageCount(client) < 2) {
                    throw new AssertionError("harvest " + i + " of " + region + ": "
                            + region.dirtyPages(client).runs());
                }
            }
        }

        /** Two, because the first one to end may have begun before the call. */
        private static void awaitTwoRounds() throws InterruptedException {
            for (int writer = 0; writer < ROUNDS.length(); writer++) {
                long until = ROUNDS.get(writer) + 2;
                while (ROUNDS.get(writer) < until) {
                    Thread.sleep(1);
                }
            }
        }

        private static void writeOnePage(ByteBuffer buffer, int writer) {
            long x = 1;
            while (!stop) {
                ROUNDS.lazySet(writer, ROUNDS.getPlain(writer) + 1);
                for (int i = 0; i < 1000; i++) {
                    x = x * 31 + i;
                    buffer.putLong(8, x);
                }
            }
            sink = x;
        }

        private static void writeAll(ByteBuffer buffer, int writer) {
            while (!stop) {
                ROUNDS.lazySet(writer, ROUNDS.getPlain(writer) + 1);
                for (int i = 4096; i < SIZE; i += 64) {
                    buffer.put(i, (byte) (buffer.get(i) + 1));
                }
            }
        }
    }
}
