package dev.tidemark.sample;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.RewindRing;
import dev.tidemark.Run;
import dev.tidemark.RunConsumer;
import dev.tidemark.Tracker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A tracker for tests that finds dirty pages by comparing with a shadow copy. One region, one client, one thread.
 *
 * <p>It can be told to forget pages, which a real tracker never may: to see that the sample notices.
 */
final class ShadowTracker implements Tracker {
    private final IntPredicate forgets;
    private ShadowRegion region;

    /** Forgets the pages that {@code forgets} accepts, except in the first harvest. */
    ShadowTracker(IntPredicate forgets) {
        this.forgets = forgets;
    }

    @Override
    public Region track(String name, ByteBuffer buffer, int pageSize) {
        region = new ShadowRegion(name, buffer, pageSize, forgets);
        return region;
    }

    @Override
    public Region trackMemory(String name, long address, long byteSize, int pageSize, Object keepAlive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Region region(String name) {
        return region;
    }

    @Override
    public List<Region> regions() {
        return List.of(region);
    }

    @Override
    public Client client(String name) {
        return () -> name;
    }

    @Override
    public List<Client> clients() {
        return List.of();
    }

    private static final class ShadowRegion implements Region {
        private final String name;
        private final ByteBuffer memory;
        private final int pageSize;
        private final IntPredicate forgets;
        private byte[] shadow;
        private final BitSet pending = new BitSet();
        private long epoch;

        ShadowRegion(String name, ByteBuffer buffer, int pageSize, IntPredicate forgets) {
            this.name = name;
            this.memory = buffer.duplicate().clear();
            this.pageSize = pageSize;
            this.forgets = forgets;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public RegionKind kind() {
            return memory.isDirect() ? RegionKind.DIRECT : RegionKind.HEAP;
        }

        @Override
        public long byteSize() {
            return memory.capacity();
        }

        @Override
        public int pageSize() {
            return pageSize;
        }

        @Override
        public long pageCount() {
            return (byteSize() + pageSize - 1) / pageSize;
        }

        @Override
        public Coverage coverage() {
            return Coverage.COMPLETE;
        }

        @Override
        public String coverageReason() {
            return "";
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        @Override
        public boolean isDirty(Client client, long offset, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long dirtyPageCount(Client client) {
            return dirtyPages(client).pageCount();
        }

        @Override
        public DirtyPages dirtyPages(Client client) {
            return new ShadowPages(this, changed(), epoch);
        }

        @Override
        public DirtyPages harvest(Client client) {
            BitSet pages = changed();
            pending.clear();
            shadow = new byte[memory.capacity()];
            memory.get(0, shadow);
            return new ShadowPages(this, pages, ++epoch);
        }

        private BitSet changed() {
            BitSet pages = new BitSet();
            if (shadow == null) {
                pages.set(0, (int) pageCount());
                return pages;
            }
            for (int page = 0; page < pageCount(); page++) {
                int offset = page * pageSize;
                int length = Math.min(pageSize, shadow.length - offset);
                boolean same = memory.slice(offset, length).equals(ByteBuffer.wrap(shadow, offset, length));
                pages.set(page, !same && !forgets.test(page));
            }
            pages.or(pending);
            return pages;
        }

        @Override
        public DirtyPages harvest(Client client, long offset, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void markDirty(long offset, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void clear(Client client, long offset, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void mergeDirtyLog(long firstPage, long[] bits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ByteBuffer memory() {
            return memory.duplicate();
        }

        @Override
        public Checkpoint checkpoint() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long rollback(Checkpoint checkpoint) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Baseline baseline() {
            throw new UnsupportedOperationException();
        }

        @Override
        public RewindRing rewindRing(int checkpoints, long byteBudget) {
            throw new UnsupportedOperationException();
        }
    }

    private record ShadowPages(ShadowRegion region, BitSet pages, long epoch) implements DirtyPages {
        @Override
        public long pageCount() {
            return pages.cardinality();
        }

        @Override
        public long byteCount() {
            return runs().stream().mapToLong(Run::byteLength).sum();
        }

        @Override
        public long runCount() {
            return runs().size();
        }

        @Override
        public void forEachRun(RunConsumer consumer) {
            runs().forEach(run -> consumer.accept(run.byteOffset(), run.byteLength()));
        }

        @Override
        public List<Run> runs() {
            List<Run> runs = new ArrayList<>();
            for (int from = pages.nextSetBit(0); from >= 0; ) {
                int to = pages.nextClearBit(from);
                long start = (long) from * region.pageSize();
                runs.add(new Run(start, Math.min((long) to * region.pageSize(), region.byteSize()) - start));
                from = pages.nextSetBit(to);
            }
            return runs;
        }

        @Override
        public DirtyPages or(DirtyPages other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DirtyPages and(DirtyPages other) {
            BitSet both = (BitSet) pages.clone();
            both.and(((ShadowPages) other).pages);
            return new ShadowPages(region, both, epoch);
        }

        @Override
        public DirtyPages andNot(DirtyPages other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void giveBack() {
            region.pending.or(pages);
        }
    }
}
