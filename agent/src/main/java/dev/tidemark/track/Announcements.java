package dev.tidemark.track;

import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries news of regions to the listeners, in order and one at a time. Threads inside an allocation or a release only queue
 * theirs, for they may hold any lock of the application; {@link #deliver} is for all others.
 */
final class Announcements {
    private static final int PATIENCE_SECONDS = 5;

    private final List<RegionListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final ReentrantLock delivery = new ReentrantLock();

    void opened(TrackedRegion region) {
        events.add(new Event(true, region));
    }

    void closed(TrackedRegion region) {
        events.add(new Event(false, region));
    }

    /** Adds a listener and tells it of the regions that are open. */
    void addListener(RegionListener listener, Iterable<TrackedRegion> open) {
        delivery.lock();
        try {
            deliverAll();
            listeners.add(listener);
            for (TrackedRegion region : open) {
                tell(listener, new Event(true, region));
            }
        } finally {
            delivery.unlock();
        }
    }

    /**
     * Tells the listeners what is queued. If another thread delivers for longer than {@value #PATIENCE_SECONDS} seconds, which
     * takes a listener that hangs, or if this one is interrupted, the news wait for the next call.
     */
    void deliver() {
        try {
            if (!delivery.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            deliverAll();
        } finally {
            delivery.unlock();
        }
    }

    private void deliverAll() {
        while (!events.isEmpty()) {
            Iterator<RegionListener> each = listeners.iterator(); // first: if there is no memory for it the news wait
            Event event = events.poll();
            while (event != null && each.hasNext()) {
                tell(each.next(), event);
            }
        }
    }

    /** What a listener throws, be it an error of the application's own MBean server, is not the business of the caller. */
    private static void tell(RegionListener listener, Event event) {
        try {
            if (event.opened) {
                listener.opened(event.region);
            } else {
                listener.closed(event.region);
            }
        } catch (RuntimeException | Error e) {
            // the listener reports its own troubles; the region is as it is
        }
    }

    private record Event(boolean opened, TrackedRegion region) {}
}
