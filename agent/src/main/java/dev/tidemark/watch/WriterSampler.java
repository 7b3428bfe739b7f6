package dev.tidemark.watch;

import dev.tidemark.Client;
import dev.tidemark.track.TrackedRegion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/**
 * Finds out who writes a region: of every n-th page that was clean and is written, it notes thread and stack.
 *
 * <p><b>What is clean.</b> A page counts once until somebody looks or harvests. So that a region is seen that nobody harvests, a
 * client of the sampler's own looks once a second, when {@link #check} is called; other clients do not notice.
 *
 * <p><b>Cost.</b> Off: nothing. On: compiled code marks clean pages by a call, and each sample walks a stack, some microseconds;
 * writes to pages that are dirty already cost what they cost before. Switching it on or off compiles the code that writes anew.
 *
 * <p><b>Bounds.</b> At most {@value #MAX_WRITERS} different threads and stacks are kept, further ones are counted together; a stack has at most
 * {@value #MAX_FRAMES} methods, the ones that wrote.
 *
 * <p><b>Thread safety.</b> Any thread. Samples take no lock that anybody holds for long.
 */
public final class WriterSampler {
    /** Seconds that a search may last. */
    public static final int MAX_SECONDS = 3_600;

    /** The most that {@code every} may be. */
    public static final int MAX_EVERY = 1_000_000;

    static final int MAX_WRITERS = 5_000;
    static final int MAX_FRAMES = 100;

    private static final StackWalker WALKER = StackWalker.getInstance();

    /** Made once: inside a write nothing is linked. */
    private static final Function<Stream<StackWalker.StackFrame>, Key> KEY = WriterSampler::key;

    private static volatile ObjLongConsumer<TrackedRegion> listener;

    private record Key(String thread, String site, String stack) {}

    private static final class Tally {
        private final AtomicLong samples = new AtomicLong();
        private final long page;

        Tally(long page) {
            this.page = page;
        }
    }

    /** One search. */
    private static final class Search {
        private final TrackedRegion region;
        private final int every;
        private final long endNanos;
        private final Client own;
        private final AtomicLong marks = new AtomicLong();
        private final AtomicLong samples = new AtomicLong();
        private final AtomicLong others = new AtomicLong();
        private final Map<Key, Tally> tallies = new ConcurrentHashMap<>();
        private final LongConsumer hearing = this::written;
        private volatile boolean on = true;

        Search(TrackedRegion region, int every, long endNanos, Client own) {
            this.region = region;
            this.every = every;
            this.endNanos = endNanos;
            this.own = own;
        }

        /** Runs inside a write. */
        void written(long page) {
            if (marks.incrementAndGet() % every != 0) {
                return;
            }
            samples.incrementAndGet();
            count(WALKER.walk(KEY), page);
            ObjLongConsumer<TrackedRegion> told = listener;
            if (told != null) {
                told.accept(region, page);
            }
        }

        private void count(Key key, long page) {
            Tally tally = tallies.get(key);
            if (tally == null && tallies.size() >= MAX_WRITERS) {
                others.incrementAndGet();
                return;
            }
            if (tally == null) {
                Tally fresh = new Tally(page);
                tally = tallies.putIfAbsent(key, fresh);
                tally = tally == null ? fresh : tally;
            }
            tally.samples.incrementAndGet();
        }
    }

    private final TrackedRegion region;
    private volatile Search search;
    private boolean closed;

    /** A sampler that has searched for nobody yet. */
    public WriterSampler(TrackedRegion region) {
        this.region = region;
    }

    /**
     * Begins a search, and forgets what the one before found.
     *
     * @param every sample one of so many pages, 1 to {@value #MAX_EVERY}
     * @param seconds after which it ends by itself, 1 to {@value #MAX_SECONDS}
     * @param nanoTime the present, as {@link System#nanoTime} counts it
     * @throws IllegalStateException if one goes on, or the region has ended
     */
    public synchronized void start(int every, int seconds, long nanoTime) {
        if (every < 1 || every > MAX_EVERY) {
            throw new IllegalArgumentException("every must be 1 to " + MAX_EVERY + ": " + every);
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("seconds must be 1 to " + MAX_SECONDS + ": " + seconds);
        }
        if (search != null && search.on) {
            throw new IllegalStateException(
                    "the writers of region '" + region.name() + "' are searched already: wait, or stop that first");
        }
        if (closed) {
            throw new IllegalStateException("region '" + region.name() + "' has ended");
        }
        WALKER.walk(KEY); // what it links is linked before it runs inside a write
        Search next =
                new Search(region, every, nanoTime + seconds * 1_000_000_000L, region.openPrivateClient("writers"));
        boolean started = false;
        try {
            region.watchWriters(next.hearing);
            region.clear(next.own, 0, region.byteSize()); // from here on every first write is a mark
            search = next;
            started = true;
        } finally {
            if (!started) {
                next.on = false;
                region.unwatchWriters(next.hearing);
                region.closePrivateClient(next.own);
            }
        }
    }

    /** Ends the search; what it found stays. Does nothing if none goes on. */
    public synchronized void stop() {
        Search present = search;
        if (present != null && present.on) {
            present.on = false;
            region.unwatchWriters(present.hearing);
            region.closePrivateClient(present.own);
        }
    }

    /** The region has ended. */
    public synchronized void close() {
        closed = true;
        stop();
    }

    /**
     * Makes written pages clean again for the search, or ends it if it is time. Call it about once a second; costs a field's read if
     * none goes on.
     */
    public void check(long nanoTime) {
        Search present = search;
        if (present == null || !present.on) {
            return;
        }
        if (nanoTime - present.endNanos >= 0) {
            stop();
        } else {
            try {
                region.glance(present.own);
            } catch (IllegalStateException ended) {
                stop();
            }
        }
    }

    /** Sets who hears of every sample of every region, inside the write; null for nobody. What it throws reaches nobody. */
    public static void tell(ObjLongConsumer<TrackedRegion> whom) {
        listener = whom;
    }

    /** How the search is going, or went. */
    public WriterSampling state(long nanoTime) {
        Search present = search;
        if (present == null) {
            return new WriterSampling(false, 0, 0, 0, 0, 0);
        }
        long left = Math.max(0, (present.endNanos - nanoTime) / 1_000_000_000);
        return new WriterSampling(
                present.on,
                present.every,
                present.on ? left : 0,
                present.marks.get(),
                present.samples.get(),
                present.others.get());
    }

    /** What was found so far, most samples first. */
    public List<Writer> writers() {
        Search present = search;
        List<Writer> writers = new ArrayList<>();
        if (present != null) {
            present.tallies.forEach((key, tally) ->
                    writers.add(new Writer(key.thread, key.site, key.stack, tally.samples.get(), tally.page)));
        }
        writers.sort(Comparator.comparingLong(Writer::samples).reversed().thenComparing(Writer::stack));
        return writers;
    }

    private static Key key(Stream<StackWalker.StackFrame> frames) {
        List<StackWalker.StackFrame> stack = frames.filter(frame -> !isOwn(frame.getClassName()))
                .limit(MAX_FRAMES)
                .toList();
        StringBuilder names = new StringBuilder();
        String site = "";
        for (int i = stack.size() - 1; i >= 0; i--) {
            StackWalker.StackFrame frame = stack.get(i);
            names.append(names.length() == 0 ? "" : ";")
                    .append(frame.getClassName())
                    .append('.')
                    .append(frame.getMethodName());
            if (!isJdk(frame.getClassName())) {
                site = frame.toStackTraceElement().toString();
            }
        }
        return new Key(Thread.currentThread().getName(), site, names.toString());
    }

    private static boolean isOwn(String type) {
        return type.startsWith("dev.tidemark.boot.")
                || type.startsWith("dev.tidemark.track.")
                || type.startsWith("dev.tidemark.watch.");
    }

    private static boolean isJdk(String type) {
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    }
}
