package dev.tidemark.jmx;

import dev.tidemark.DirtyPages;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The harvests of one region that JMX clients have taken and neither committed nor given back.
 *
 * <p><b>Guarantees.</b> What is taken ends in exactly one of: commit, give back, give back after {@link
 * Limits#HARVEST_TIMEOUT_NANOS} without {@link #use} of the book, give back at {@link #close}. Whoever removes an entry
 * decides; removal is under this object's lock. A full book refuses before anything is taken. Where one harvest cannot be given
 * back the others are. What was taken and cannot be entered, for want of memory, is given back. <b>Locks.</b> Harvesting and giving back happen outside the lock, so that the region may call back into
 * the registrar. <b>Progress.</b> The lock is held for a map operation.
 */
final class HarvestBook {
    /**
     * A harvest that is open.
     *
     * @param client whose it is
     * @param epoch the region's harvest count when it was taken
     * @param pages null where there are none: an empty harvest holds no bitmap, however many are taken
     * @param openedNanos when it was entered
     */
    record Open(String client, long epoch, DirtyPages pages, long openedNanos) {
        long pageCount() {
            return pages == null ? 0 : pages.pageCount();
        }
    }

    private final String regionName;
    private final AtomicLong ids;
    private final LongSupplier nanoClock;
    private final Map<Long, Open> entries = new TreeMap<>();
    private long lastUseNanos;
    private int beingTaken;
    private boolean closed;

    /**
     * An empty book.
     *
     * @param ids where ids come from; shared by all regions, so that an id can never name a harvest of another region
     * @param nanoClock the clock of {@link #expire}; {@link System#nanoTime} outside tests
     */
    HarvestBook(String regionName, AtomicLong ids, LongSupplier nanoClock) {
        this.regionName = regionName;
        this.ids = ids;
        this.nanoClock = nanoClock;
        this.lastUseNanos = nanoClock.getAsLong();
    }

    /** Takes a harvest and enters it; returns its id. */
    long open(String client, Supplier<DirtyPages> harvest) {
        reserve();
        DirtyPages pages = null;
        boolean entered = false;
        try {
            pages = harvest.get();
            long id = ids.incrementAndGet();
            DirtyPages held = pages.pageCount() == 0 ? null : pages;
            entered = enter(id, new Open(client, pages.epoch(), held, nanoClock.getAsLong()));
            if (!entered) {
                throw new IllegalStateException("region '" + regionName + "' has ended; nothing was taken");
            }
            return id;
        } finally {
            if (!entered) {
                release();
                if (pages != null) {
                    pages.giveBack();
                }
            }
        }
    }

    /** Somebody copies from the region: the time-out of every open harvest starts again, for a read names none. */
    synchronized void use() {
        lastUseNanos = nanoClock.getAsLong();
    }

    /** The harvest of that id; counts as {@link #use()}. */
    synchronized Open use(long id) {
        Open entry = require(id);
        use();
        return entry;
    }

    /** Ends the harvest for good; returns how many pages it had. */
    synchronized long commit(long id) {
        Open entry = require(id);
        entries.remove(id);
        return entry.pageCount();
    }

    /** Ends the harvest and makes its pages dirty again; returns how many pages it had. */
    long giveBack(long id) {
        Open entry;
        synchronized (this) {
            entry = require(id);
            entries.remove(id);
        }
        giveBack(entry);
        return entry.pageCount();
    }

    /** The open ids, ascending. */
    synchronized long[] ids() {
        return entries.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    /** How many are open. */
    synchronized int size() {
        return entries.size();
    }

    /**
     * Gives back what was open, and the book not used, for the time-out, as of {@code nowNanos} of the clock. Throws what the
     * first failure threw, once all have been tried.
     */
    void expire(long nowNanos) {
        giveBackAll(() -> removeExpired(nowNanos));
    }

    private synchronized Open removeExpired(long nowNanos) {
        if (nowNanos - lastUseNanos < Limits.HARVEST_TIMEOUT_NANOS) {
            return null;
        }
        for (Iterator<Open> i = entries.values().iterator(); i.hasNext(); ) {
            Open entry = i.next();
            if (nowNanos - entry.openedNanos() >= Limits.HARVEST_TIMEOUT_NANOS) {
                i.remove();
                return entry;
            }
        }
        return null;
    }

    /**
     * Gives back everything and refuses further harvests. Further calls do nothing. Throws what the first failure threw, once
     * all have been tried.
     */
    void close() {
        giveBackAll(this::removeFirst);
    }

    private synchronized Open removeFirst() {
        closed = true;
        Iterator<Open> i = entries.values().iterator();
        Open entry = null;
        if (i.hasNext()) {
            entry = i.next();
            i.remove();
        }
        return entry;
    }

    /** One at a time: where there is no memory to go on, the rest stay in the book. */
    private static void giveBackAll(Supplier<Open> next) {
        RuntimeException first = null;
        for (Open harvest = next.get(); harvest != null; harvest = next.get()) {
            try {
                giveBack(harvest);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Allocates nothing: the entry has left the book already. */
    private static void giveBack(Open harvest) {
        if (harvest.pages() != null) {
            harvest.pages().giveBack();
        }
    }

    private synchronized void reserve() {
        if (closed) {
            throw new IllegalStateException("region '" + regionName + "' has ended");
        }
        if (entries.size() + beingTaken >= Limits.MAX_OPEN_HARVESTS) {
            throw new IllegalStateException("region '" + regionName + "' has " + Limits.MAX_OPEN_HARVESTS
                    + " open harvests, the most there may be: commit or give back some of " + list());
        }
        beingTaken++;
    }

    private synchronized void release() {
        beingTaken--;
    }

    private synchronized boolean enter(long id, Open entry) {
        if (!closed) {
            entries.put(id, entry);
            beingTaken--;
        }
        return !closed;
    }

    private Open require(long id) {
        Open entry = entries.get(id);
        if (entry == null) {
            throw new IllegalArgumentException("no open harvest " + id + " in region '" + regionName
                    + "': it is of another region, or was committed or given back, which happens by itself after "
                    + Limits.HARVEST_TIMEOUT_MINUTES + " minutes without use; open are: " + list());
        }
        return entry;
    }

    private String list() {
        return entries.isEmpty()
                ? "none"
                : entries.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
