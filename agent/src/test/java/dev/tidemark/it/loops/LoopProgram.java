package dev.tidemark.it.loops;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/**
 * One thread writes a page in bursts of one {@link LoopShape}; another harvests in the middle of bursts. If the bytes at the
 * shape's progress change after a harvest has returned, then a store came after it, and by the next change, or the end of the
 * burst, the page is dirty. Exits with 0 if it always was.
 *
 * <p>Arguments: shape, {@code heap} or {@code direct}, how many regions there are beside the one, how many harvests to judge.
 */
final class LoopProgram {
    /** A burst should last so long, that harvests fall into it. */
    private static final long BURST_NANOS = 8_000_000;

    /**
     * Bursts before the first harvest: they are to be compiled while no look finds a clean page, so that the JIT takes that for
     * something that does not happen. The code that it makes later, when it did happen, is another.
     */
    private static final int WARM_UP = 12;

    /** Per harvest that is to be judged: on a busy machine few fall into a burst. */
    private static final int MOST_BURSTS = 60;

    /** Exit code: a write after a harvest left no mark. */
    static final int LOST = 100;

    /** Exit code: too few harvests were followed by a write in the same burst. */
    static final int TOO_FEW = 200;

    private static volatile int begun;
    private static volatile int ended;

    /** How many bursts the writer may begin, less one. */
    private static volatile int allowed = WARM_UP;

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
        int bursts = WARM_UP;
        while (ended < bursts) {
            Thread.sleep(1);
        }
        for (; judged < wanted && bursts < WARM_UP + MOST_BURSTS * wanted; bursts++) {
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
        System.exit(lost + late > 0 ? LOST : judged < wanted / 4 ? TOO_FEW : 0);
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
