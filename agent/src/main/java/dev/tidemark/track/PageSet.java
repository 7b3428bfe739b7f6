package dev.tidemark.track;

import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Run;
import dev.tidemark.RunConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongBinaryOperator;

/** A set of pages of a region. The bitmap never changes after construction. */
final class PageSet implements DirtyPages {
    private final TrackedRegion region;
    private final long[] words;
    private final long epoch;
    private final long pageCount;

    /** The client it was taken from, or null if nothing was taken. */
    private final ClientHandle takenFrom;

    private final AtomicBoolean givenBack = new AtomicBoolean();

    /** {@code words} passes into the set's possession. */
    PageSet(TrackedRegion region, long[] words, long epoch, ClientHandle takenFrom) {
        this.region = region;
        this.words = words;
        this.epoch = epoch;
        this.takenFrom = takenFrom;
        this.pageCount = Bits.count(words);
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
        return pageCount;
    }

    @Override
    public long byteCount() {
        return region.bytesOf(words, pageCount);
    }

    @Override
    public long runCount() {
        return Bits.countRuns(words);
    }

    @Override
    public void forEachRun(RunConsumer consumer) {
        int shift = region.pageShift();
        long byteSize = region.byteSize();
        Bits.forEachRun(words, (first, count) -> {
            long offset = first << shift;
            consumer.accept(offset, Math.min(count << shift, byteSize - offset));
        });
    }

    @Override
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>(Math.toIntExact(runCount()));
        forEachRun((offset, length) -> runs.add(new Run(offset, length)));
        return runs;
    }

    @Override
    public DirtyPages or(DirtyPages other) {
        return combine(other, (mine, theirs) -> mine | theirs);
    }

    @Override
    public DirtyPages and(DirtyPages other) {
        return combine(other, (mine, theirs) -> mine & theirs);
    }

    @Override
    public DirtyPages andNot(DirtyPages other) {
        return combine(other, (mine, theirs) -> mine & ~theirs);
    }

    @Override
    public void giveBack() {
        if (takenFrom == null) {
            throw new IllegalStateException("nothing to give back: these pages of region '" + region.name()
                    + "' are a look or a combination; only the result of harvest can be given back");
        }
        if (givenBack.compareAndSet(false, true)) {
            region.giveBack(takenFrom, words);
        }
    }

    @Override
    public String toString() {
        return "DirtyPages[region=" + region.name() + ", epoch=" + epoch + ", pages=" + pageCount + ", runs="
                + runCount() + "]";
    }

    private DirtyPages combine(DirtyPages other, LongBinaryOperator operator) {
        if (!(other instanceof PageSet set) || set.region != region) {
            throw new IllegalArgumentException("pages of one region cannot be combined with another's: '"
                    + region.name() + "' and '" + other.region().name() + "'");
        }
        long[] combined = new long[words.length];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = operator.applyAsLong(words[i], set.words[i]);
        }
        return new PageSet(region, combined, Math.max(epoch, set.epoch), null);
    }
}
