package dev.tidemark.track;

import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Run;
import dev.tidemark.RunConsumer;
import java.util.ArrayList;
import java.util.List;

/** A set of pages of a region, as the API hands it out. */
final class PageSet implements DirtyPages {
    private final TrackedRegion region;
    private final Pages pages;
    private final long epoch;

    /** The client it was taken from, or null if nothing was taken. */
    private final ClientHandle takenFrom;

    private final Object givingBack = new Object();

    /** Guarded by the lock above. */
    private boolean givenBack;

    PageSet(TrackedRegion region, Pages pages, long epoch, ClientHandle takenFrom) {
        this.region = region;
        this.pages = pages;
        this.epoch = epoch;
        this.takenFrom = takenFrom;
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public long pageCount() {
        return pages.count();
    }

    @Override
    public long byteCount() {
        return region.bytesOf(pages);
    }

    @Override
    public long runCount() {
        return pages.runCount();
    }

    @Override
    public void forEachRun(RunConsumer consumer) {
        pages.forEachRun(region.pageShift(), region.byteSize(), consumer);
    }

    @Override
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>(Math.toIntExact(runCount()));
        forEachRun((offset, length) -> runs.add(new Run(offset, length)));
        return runs;
    }

    @Override
    public DirtyPages or(DirtyPages other) {
        return combine(other, SetOperation.OR);
    }

    @Override
    public DirtyPages and(DirtyPages other) {
        return combine(other, SetOperation.AND);
    }

    @Override
    public DirtyPages andNot(DirtyPages other) {
        return combine(other, SetOperation.AND_NOT);
    }

    @Override
    public void giveBack() {
        if (takenFrom == null) {
            throw new IllegalStateException("nothing to give back: these pages of region '" + region.name()
                    + "' are a look or a combination; only the result of harvest can be given back");
        }
        synchronized (givingBack) {
            if (!givenBack) {
                region.giveBack(takenFrom, pages);
                givenBack = true; // after it: who gets an exception may try again
            }
        }
    }

    @Override
    public String toString() {
        return "DirtyPages[region=" + region.name() + ", epoch=" + epoch + ", pages=" + pageCount() + ", runs="
                + runCount() + "]";
    }

    private DirtyPages combine(DirtyPages other, SetOperation operation) {
        if (!(other instanceof PageSet set) || set.region != region) {
            throw new IllegalArgumentException("pages of one region cannot be combined with another's: '"
                    + region.name() + "' and '" + other.region().name() + "'");
        }
        return new PageSet(region, pages.combined(operation, set.pages), Math.max(epoch, set.epoch), null);
    }
}
