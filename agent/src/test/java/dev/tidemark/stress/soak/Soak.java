package dev.tidemark.stress.soak;

import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Four writers race one harvester over one region; see {@link SoakPlan} for the arguments.
 *
 * <p>The region's first 64 pages are the hot writer's, which {@link HotPage} judges while they are written. The next half are,
 * page by page in turn, the random writer's and the view writer's, so that neighbours in one word of marks have different
 * writers. The rest is the bulk writer's. Every few milliseconds some writers stand still: one more harvest, and the replica
 * must equal the memory they write, byte for byte. A second client harvests at these stops only, with a replica of its own.
 * At the end all of it is compared.
 *
 * <p>With a single loop in the plan, only that loop runs: the other writers teach the JIT that a store may hit anything, which
 * hides what it does to a loop that has the JVM for itself. Nothing is harvested in the first third of the time: the loop is
 * compiled while its page is dirty throughout, so that the JIT knows of no other case.
 *
 * <p>Prints a {@link SoakReport} and exits with 0 if nothing was lost, 3 otherwise, 1 if it could not run.
 */
public final class Soak {
    private static final int PAGE = 64;
    private static final int HOT_PAGES = 64;
    private static final long STOP_NANOS = 1_000_000;

    /** On a machine that does other things too, it goes on until so much was seen; with churn, until the barrier has changed so often. */
    private static final int LEAST_HARVESTS = 50;

    private static final int LEAST_CHURN = 110;
    private static final long MOST_NANOS = 120_000_000_000L;

    private final SoakPlan plan;
    private final ByteBuffer memory;
    private final Region region;
    private final Replica fast;
    private final Replica late;
    private final Random random;
    private final int mixedStart = HOT_PAGES * PAGE;
    private final int bulkStart;
    private final int end;
    private final HotPage[] hotPages = new HotPage[HotLoop.values().length];
    private final List<SoakWriter> writers;
    private final Churn churn;
    private long lostPages;
    private long stops;

    private Soak(SoakPlan plan) {
        this.plan = plan;
        this.end = plan.pages() * PAGE;
        this.memory = plan.direct() ? ByteBuffer.allocateDirect(end) : ByteBuffer.allocate(end);
        this.bulkStart = (HOT_PAGES + plan.pages()) / 2 * PAGE;
        this.region = Tidemark.track("soak", memory, PAGE);
        if (region.coverage() == Coverage.HOOKS_INCOMPLETE) {
            throw new IllegalStateException("hooks are missing, so losses would prove nothing: " + region.coverage());
        }
        this.fast = new Replica(region, Tidemark.client("fast"), plan.copyFirst());
        this.late = new Replica(region, Tidemark.client("late"), false);
        this.random = new Random(plan.seed());
        this.churn = new Churn(plan.seed());
        for (int i = 0; i < hotPages.length; i++) {
            hotPages[i] = new HotPage(memory.slice(i * PAGE, PAGE));
        }
        HotWriter hot = new HotWriter(memory.slice(0, mixedStart), PAGE, plan.loop());
        if (plan.loop() != null) {
            writers = List.of(hot);
            return;
        }
        ByteBuffer mixed = memory.slice(mixedStart, bulkStart - mixedStart);
        writers = List.of(
                hot,
                new RandomWriter(mixed, PAGE, random.nextLong()),
                new ViewWriter(mixed.duplicate(), PAGE, random.nextLong()),
                new BulkWriter(memory.slice(bulkStart, end - bulkStart), PAGE, random.nextLong()));
    }

    /** See the class. */
    public static void main(String[] arguments) throws InterruptedException {
        SoakPlan plan = SoakPlan.parse(arguments);
        System.out.println(plan);
        SoakReport report = new Soak(plan).run();
        System.out.println(report.toLine());
        System.exit(report.losses() == 0 ? 0 : 3);
    }

    private SoakReport run() throws InterruptedException {
        List<Thread> threads = writers.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        Thread churning = new Thread(churn);
        if (plan.churn()) {
            churning.start();
        }
        race();
        churn.stop();
        churning.join();
        writers.forEach(SoakWriter::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        fast.update();
        late.update();
        lostPages += fast.repair(0, end) + late.repair(0, end);
        return report();
    }

    private void race() {
        long now = System.nanoTime();
        long start = now;
        long until = now + plan.millis() * 1_000_000;
        if (plan.loop() != null) {
            LockSupport.parkNanos(plan.millis() * 1_000_000 / 3);
        }
        long nextStop = now + STOP_NANOS;
        while ((now < until || now - start < MOST_NANOS && !sawEnough()) && lostClears() + lostPages < plan.enough()) {
            if (plan.loop() != null) {
                region.markDirty(mixedStart, 1); // so that each harvest takes something and passes a safepoint
                harvestAll();
            } else if (random.nextInt(4) == 0) {
                harvestPart();
            } else {
                harvestAll();
            }
            pause();
            now = System.nanoTime();
            if (now > nextStop && plan.loop() == null) {
                if (random.nextBoolean()) {
                    compareStopped(mixedStart, bulkStart, writers.subList(1, 3));
                } else {
                    compareStopped(bulkStart, end, writers.subList(3, 4));
                }
                nextStop = System.nanoTime() + STOP_NANOS;
            }
        }
    }

    private boolean sawEnough() {
        return fast.harvests() >= LEAST_HARVESTS
                && (!plan.churn() || churn.closed() >= LEAST_CHURN)
                && writers.stream().allMatch(writer -> writer.writes() > 0);
    }

    private void harvestAll() {
        DirtyPages pages = fast.update();
        boolean[] had = new boolean[hotPages.length];
        pages.forEachRun((offset, length) -> {
            for (long page = offset / PAGE; page < had.length && page < (offset + length) / PAGE; page++) {
                had[(int) page] = true;
            }
        });
        for (int i = 0; i < had.length; i++) {
            if (had[i]) {
                hotPages[i].copied(fast.getLong(i * PAGE + 8));
            } else {
                hotPages[i].notHarvested(pages.pageCount() > 0);
            }
        }
    }

    /** A range in the mixed or bulk part: its bounds cut words of marks, and what lies outside must stay. */
    private void harvestPart() {
        int first = HOT_PAGES + random.nextInt(plan.pages() - HOT_PAGES);
        int count = 1 + random.nextInt(plan.pages() - first);
        fast.update((long) first * PAGE, (long) count * PAGE);
    }

    private void pause() {
        int choice = plan.loop() == null ? random.nextInt(10) : 0;
        if (choice < 5) {
            LockSupport.parkNanos(choice == 0 ? random.nextInt(4_000_000) : random.nextInt(200_000));
        }
        for (HotPage page : hotPages) {
            page.observe();
        }
    }

    private void compareStopped(int from, int to, List<SoakWriter> stopped) {
        stopped.forEach(writer -> writer.gate().close());
        fast.update(from, to - from);
        late.update(from, to - from);
        lostPages += fast.repair(from, to - from) + late.repair(from, to - from);
        stops++;
        stopped.forEach(writer -> writer.gate().open());
    }

    private long lostClears() {
        long lost = 0;
        for (HotPage page : hotPages) {
            lost += page.lost();
        }
        return lost;
    }

    private SoakReport report() {
        long clears = 0;
        for (HotPage page : hotPages) {
            clears += page.clears();
            System.out.println("hot page: " + page.clears() + " clears, " + page.lost() + " lost");
        }
        long writes = 0;
        long fewest = Long.MAX_VALUE;
        for (SoakWriter writer : writers) {
            if (writer.failure() != null) {
                throw new IllegalStateException("a writer failed", writer.failure());
            }
            writes += writer.writes();
            fewest = Math.min(fewest, writer.writes());
        }
        if (churn.failure() != null) {
            throw new IllegalStateException("churn failed", churn.failure());
        }
        return new SoakReport(clears, lostClears(), lostPages, fast.harvests(), stops, fewest, writes, churn.closed());
    }
}
