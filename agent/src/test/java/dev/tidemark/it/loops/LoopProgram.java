package dev.tidemark.it.loops;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/**
 * One thread writes a page in bursts of one {@link LoopShape}; another harvests in the middle of bursts. If the bytes at the
 * shape's progress change after a harvest has returned, then a store came after it, and by the next change, or the end of the
 * burst, the page is dirty. Exits with the number of harvests after which it was not.
 *
 * <p>Arguments: shape, {@code heap} or {@code direct}, how many regions there are beside the one, how many harvests to judge.
 */
final class LoopProgram {
    /** A burst should last so long, that harvests fall into it. */
    private static final long BURST_NANOS = 8_000_000;

    private static volatile int begun;
    private static volatile int ended;

    /** How many bursts the writer may begin, less one. */
    private static volatile int allowed;

    private static volatile boolean stop;
    private static volatile long sink;

    private LoopProgram() {}

    public static void main(String[] arguments) throws Exception {
        LoopShape shape = LoopShape.valueOf(arguments[0]);
        ByteBuffer page = arguments[1].equals("heap") ? Constants.HEAP : Constants.DIRECT;
        Region region = Tidemark.track("loop", page);
        ByteBuffer[] others = new ByteBuffer[Integer.parseInt(arguments[2])];
        for (int i = 0; i < others.length; i++) {
            others[i] =
                    page.isDirect() ? ByteBuffer.allocateDirect(page.capacity()) : ByteBuffer.allocate(page.capacity());
            Tidemark.track("other-" + i, others[i]);
        }
        Client client = Tidemark.client("c");
        int wanted = Integer.parseInt(arguments[3]);
        Thread writer = new Thread(() -> write(shape, page));
        writer.setDaemon(true);
        writer.start();
        int lost = 0;
        int late = 0;
        int judged = 0;
        int inside = 0;
        int bursts = 0;
        for (; judged < wanted && bursts < 6 * wanted; bursts++) {
            while (begun == bursts) {
                Thread.yield();
            }
            Thread.sleep(1 + bursts % 3);
            region.harvest(client);
            long then = page.getLong(shape.progress());
            long next = changed(page, shape, bursts, then);
            if (next != then && changed(page, shape, bursts, next) != next) {
                inside++;
                late += region.isDirty(client, 0, 1) ? 0 : 1;
            }
            while (ended == bursts) {
                Thread.sleep(1);
            }
            if (page.getLong(shape.progress()) != then) {
                judged++;
                lost += region.isDirty(client, 0, 1) ? 0 : 1;
            }
            allowed = bursts + 1;
        }
        stop = true;
        allowed = Integer.MAX_VALUE;
        writer.join();
        System.out.println(judged + " harvests judged, " + lost + " lost; " + inside + " inside a burst, " + late
                + " late; " + bursts + " bursts, " + others.length + " regions beside it");
        System.exit(judged < wanted / 4 ? 200 : Math.min(lost + late, 100));
    }

    /** The value at the shape's progress, once it is another than {@code from}; the same if the burst ends before. */
    private static long changed(ByteBuffer page, LoopShape shape, int burst, long from) {
        long now = from;
        while (now == from && ended == burst) {
            Thread.yield();
            now = page.getLong(shape.progress());
        }
        return now;
    }

    private static void write(LoopShape shape, ByteBuffer page) {
        int[] work = new int[64];
        int times = 2_000;
        while (!stop) {
            begun++;
            long start = System.nanoTime();
            sink = shape.burst(page, work, times);
            long nanos = System.nanoTime() - start;
            int burst = ++ended;
            times = (int) Math.max(1000, Math.min(50_000_000, (double) times * BURST_NANOS / Math.max(nanos, 1)));
            while (allowed < burst) {
                Thread.yield();
            }
        }
    }
}
