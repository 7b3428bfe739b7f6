package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A region beside two oracles that share nothing with it: a {@link BitSet} per client of what was touched, and a copy of the
 * bytes as they were when the region was last compared.
 */
final class ShadowRegion {
    private final Region region;
    private final long offset;
    private final Map<Client, BitSet> shadows = new HashMap<>();
    private final BitSet pending = new BitSet();
    private byte[] before;

    /** {@code offset} is where the region begins in the memory under test. */
    ShadowRegion(Region region, long offset, List<Client> clients) {
        this.region = region;
        this.offset = offset;
        for (Client client : clients) {
            BitSet all = new BitSet();
            all.set(0, pages(region.byteSize()));
            shadows.put(client, all);
        }
    }

    Region region() {
        return region;
    }

    long offset() {
        return offset;
    }

    /** A write touched bytes of the memory; the region may have its share. */
    void touched(long at, long length) {
        long first = Math.max(at - offset, 0);
        long end = Math.min(at - offset + length, region.byteSize());
        if (first < end) {
            pending.set((int) (first / region.pageSize()), pages(end));
        }
    }

    /** Takes {@code now} as what the pages are compared with next. */
    void remember(byte[] now) {
        before = now;
    }

    /** Every page whose bytes changed since {@link #remember} must be in a harvest of all by {@code client}. */
    void compareBytes(byte[] now, Client client) {
        settle();
        BitSet found = bits(region.harvest(client));
        int page = region.pageSize();
        for (int p = 0; p < region.pageCount(); p++) {
            int from = p * page;
            int to = Math.min(from + page, now.length);
            if (!found.get(p) && !Arrays.equals(now, from, to, before, from, to)) {
                throw new AssertionError("MISSED: page " + p + " of " + region + " changed without a mark");
            }
        }
        expect("harvest", client, shadows.get(client), found);
        shadows.get(client).clear();
        before = now;
    }

    /** Some client looks, harvests a range, clears, or gives back; all of it must agree with the shadow. */
    void operate(Random random, Client client) {
        settle();
        BitSet shadow = shadows.get(client);
        int count = (int) region.pageCount();
        int first = random.nextInt(count);
        int end = first + 1 + random.nextInt(count - first);
        long at = (long) first * region.pageSize();
        long length = Math.min((long) end * region.pageSize(), region.byteSize()) - at;
        switch (random.nextInt(6)) {
            case 0 -> expect("look", client, shadow, bits(region.dirtyPages(client)));
            case 1 -> {
                if (region.isDirty(client, at, length) == shadow.get(first, end).isEmpty()) {
                    throw new AssertionError("isDirty of " + region + ", pages " + first + " to " + end);
                }
            }
            case 2 -> {
                region.clear(client, at, length);
                shadow.clear(first, end);
            }
            case 3 -> {
                DirtyPages taken = region.harvest(client, at, length);
                taken.giveBack();
            }
            default -> {
                BitSet inRange = new BitSet();
                inRange.set(first, end);
                inRange.and(shadow);
                expect("harvest of a range", client, inRange, bits(region.harvest(client, at, length)));
                shadow.clear(first, end);
            }
        }
    }

    private void settle() {
        shadows.values().forEach(shadow -> shadow.or(pending));
        pending.clear();
    }

    private void expect(String what, Client client, BitSet wanted, BitSet found) {
        if (!wanted.equals(found)) {
            BitSet missed = (BitSet) wanted.clone();
            missed.andNot(found);
            BitSet extra = (BitSet) found.clone();
            extra.andNot(wanted);
            throw new AssertionError(what + " by " + client.name() + " of " + region + ": touched pages missed "
                    + missed + ", untouched pages called dirty " + extra);
        }
    }

    private BitSet bits(DirtyPages pages) {
        BitSet bits = new BitSet();
        pages.forEachRun((at, length) -> bits.set((int) (at / region.pageSize()), pages(at + length)));
        return bits;
    }

    private int pages(long byteEnd) {
        return (int) ((byteEnd + region.pageSize() - 1) / region.pageSize());
    }
}
