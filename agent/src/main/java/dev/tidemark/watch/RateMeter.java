package dev.tidemark.watch;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.track.TrackedRegion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Measures how fast one region gets dirty, in a window of time: all pages are made clean for a client of the meter's own, and at the
 * window's end its dirty pages are counted. No other client notices, and the region's epoch stays.
 *
 * <p><b>Cost.</b> At the window's begin and end a look at what is dirty, and at its begin one safepoint; in a region whose coverage is not
 * complete each of the two reads the region once. In between a thread that sleeps. Writers mark each page once more.
 *
 * <p><b>Thread safety.</b> Any thread. Starting and ending exclude each other; {@link #report} never waits.
 */
public final class RateMeter {
    /** The longest window. */
    public static final int MAX_SECONDS = 600;

    /** Regions of this JVM that may be measured at once. */
    static final int MAX_RUNNING = 16;

    private static final Semaphore ROOM = new Semaphore(MAX_RUNNING);

    private static final long STACK_BYTES = 256 << 10;

    private final TrackedRegion region;
    private final Supplier<List<Client>> clients;
    private volatile RateReport report = RateReport.none();
    private Thread measuring;
    private boolean closed;

    /**
     * A meter that has measured nothing yet.
     *
     * @param clients gives the clients that exist
     */
    public RateMeter(TrackedRegion region, Supplier<List<Client>> clients) {
        this.region = region;
        this.clients = clients;
    }

    /** The measurement that runs, or the last one. */
    public RateReport report() {
        return report;
    }

    /**
     * Begins a window, and returns. {@link #report} has the figures once it is over.
     *
     * @param seconds its length, 1 to {@value #MAX_SECONDS}
     * @throws IllegalStateException if the region is being measured, if too many are, or if it has ended
     */
    public synchronized void start(int seconds) {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("seconds must be 1 to " + MAX_SECONDS + ": " + seconds);
        }
        if (measuring != null) {
            throw new IllegalStateException("region '" + region.name() + "' is being measured for "
                    + report.secondsWanted() + " s already: wait for the end of that");
        }
        if (closed) {
            throw new IllegalStateException("region '" + region.name() + "' has ended");
        }
        if (!ROOM.tryAcquire()) {
            throw new IllegalStateException(
                    MAX_RUNNING + " regions are being measured, the most at once: wait until one is done");
        }
        Client own = null;
        boolean started = false;
        try {
            own = region.openPrivateClient("dirty rate");
            Map<Client, DirtyPages> before = dirtyNow();
            region.clear(own, 0, region.byteSize());
            Window window = new Window(own, before, System.nanoTime(), seconds * 1_000_000_000L);
            Thread thread = new Thread(null, () -> measure(window), "tidemark-rate", STACK_BYTES, false);
            thread.setDaemon(true);
            RateReport last = report;
            report = RateReport.measuring(System.currentTimeMillis(), seconds);
            measuring = thread;
            try {
                thread.start();
                started = true;
            } finally {
                if (!started) {
                    measuring = null;
                    report = last;
                }
            }
        } finally {
            if (!started) {
                ROOM.release();
                if (own != null) {
                    region.closePrivateClient(own);
                }
            }
        }
    }

    /** Breaks off what runs, and refuses more. */
    public synchronized void close() {
        closed = true;
        if (measuring != null) {
            measuring.interrupt();
        }
    }

    private Map<Client, DirtyPages> dirtyNow() {
        Map<Client, DirtyPages> dirty = new LinkedHashMap<>();
        for (Client client : clients.get()) {
            try {
                dirty.put(client, region.glance(client));
            } catch (IllegalStateException removedMeanwhile) {
                continue;
            }
        }
        return dirty;
    }

    private void measure(Window window) {
        RateReport result = report.failed("java.lang.OutOfMemoryError", 0); // if there is no room to say more
        try {
            result = window.result();
        } catch (RuntimeException | Error e) {
            result = report.failed(e.getMessage() == null ? e.toString() : e.getMessage(), window.seconds());
        } finally {
            end(window, result);
        }
    }

    private synchronized void end(Window window, RateReport result) {
        try {
            region.closePrivateClient(window.own);
        } finally {
            report = result;
            measuring = null;
            ROOM.release();
        }
    }

    /** One measurement. */
    private final class Window {
        private final Client own;
        private final Map<Client, DirtyPages> before;
        private final long beganNanos;
        private final long lengthNanos;

        Window(Client own, Map<Client, DirtyPages> before, long beganNanos, long lengthNanos) {
            this.own = own;
            this.before = before;
            this.beganNanos = beganNanos;
            this.lengthNanos = lengthNanos;
        }

        double seconds() {
            return (System.nanoTime() - beganNanos) / 1e9;
        }

        RateReport result() {
            try {
                long left = lengthNanos - (System.nanoTime() - beganNanos);
                while (left > 0) {
                    Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
                    left = lengthNanos - (System.nanoTime() - beganNanos);
                }
            } catch (InterruptedException e) {
                return report.failed("region '" + region.name() + "' has ended", seconds());
            }
            DirtyPages written = region.dirtyPages(own);
            double seconds = seconds();
            Map<String, ClientRate> perClient = new LinkedHashMap<>();
            before.forEach((client, dirty) -> {
                DirtyPages fresh = written.andNot(dirty);
                perClient.put(
                        client.name(),
                        new ClientRate(fresh.pageCount(), fresh.byteCount(), fresh.byteCount() / seconds));
            });
            return report.measured(seconds, written.pageCount(), written.byteCount(), perClient);
        }
    }
}
