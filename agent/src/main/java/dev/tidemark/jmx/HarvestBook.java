package dev.tidemark.jmx;

import dev.tidemark.DirtyPages;
import java.util.ArrayList;
import java.util.List;
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
 * Limits#HARVEST_TIMEOUT_NANOS} without use, give back at {@link #close}. Whoever removes an entry decides; removal is under
 * this object's lock. A full book refuses before anything is taken. <b>Locks.</b> Harvesting and giving back happen outside
 * the lock, so that the region may call back into the registrar. <b>Progress.</b> The lock is held for a map operation.
 */
final class HarvestBook {
    private record Entry(String client, DirtyPages pages, long lastUseNanos) {}

    /** A harvest that is open: whose it is, and its pages. */
    record Open(String client, DirtyPages pages) {}

    private final String regionName;
    private final AtomicLong ids;
    private final LongSupplier nanoClock;
    private final Map<Long, Entry> entries = new TreeMap<>();
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
    }

    /** Takes a harvest and enters it; returns its id. */
    long open(String client, Supplier<DirtyPages> harvest) {
        reserve();
        DirtyPages pages = null;
        try {
            pages = harvest.get();
        } finally {
            if (pages == null) {
                release();
            }
        }
        long id = ids.incrementAndGet();
        if (!enter(id, new Entry(client, pages, nanoClock.getAsLong()))) {
            pages.giveBack();
            throw new IllegalStateException("region '" + regionName + "' has ended; nothing was taken");
        }
        return id;
    }

    /** The harvest of that id, whose time-out starts again. */
    synchronized Open use(long id) {
        Entry entry = require(id);
        entries.put(id, new Entry(entry.client(), entry.pages(), nanoClock.getAsLong()));
        return new Open(entry.client(), entry.pages());
    }

    /** Ends the harvest for good; returns how many pages it had. */
    synchronized long commit(long id) {
        Entry entry = require(id);
        entries.remove(id);
        return entry.pages().pageCount();
    }

    /** Ends the harvest and makes its pages dirty again; returns how many pages it had. */
    long giveBack(long id) {
        DirtyPages pages;
        synchronized (this) {
            pages = require(id).pages();
            entries.remove(id);
        }
        pages.giveBack();
        return pages.pageCount();
    }

    /** The open ids, ascending. */
    synchronized long[] ids() {
        return entries.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    /** How many are open. */
    synchronized int size() {
        return entries.size();
    }

    /** Gives back what was not used for the time-out, as of {@code nowNanos} of the clock. */
    void expire(long nowNanos) {
        List<DirtyPages> expired = new ArrayList<>();
        synchronized (this) {
            entries.values().removeIf(entry -> {
                boolean old = nowNanos - entry.lastUseNanos() >= Limits.HARVEST_TIMEOUT_NANOS;
                if (old) {
                    expired.add(entry.pages());
                }
                return old;
            });
        }
        expired.forEach(DirtyPages::giveBack);
    }

    /** Gives back everything and refuses further harvests. Further calls do nothing. */
    void close() {
        List<DirtyPages> left = new ArrayList<>();
        synchronized (this) {
            closed = true;
            entries.values().forEach(entry -> left.add(entry.pages()));
            entries.clear();
        }
        left.forEach(DirtyPages::giveBack);
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

    private synchronized boolean enter(long id, Entry entry) {
        beingTaken--;
        if (!closed) {
            entries.put(id, entry);
        }
        return !closed;
    }

    private Entry require(long id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalArgumentException("no open harvest " + id + " in region '" + regionName
                    + "': it is of another region, or was committed or given back, which happens by itself after "
                    + Limits.HARVEST_TIMEOUT_NANOS / 60_000_000_000L + " minutes without use; open are: " + list());
        }
        return entry;
    }

    private String list() {
        return entries.isEmpty()
                ? "none"
                : entries.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
