package dev.tidemark.bench.peers;

import dev.tidemark.bench.BufferKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures one peer, in a JVM of its own. An interval is: the guest stores, the peer finds what changed, that is copied. The
 * peer does the same work as all others: pages, order and values come from one seed.
 *
 * <p>After every interval the peer must have found the pages that were written and no others, and after every share of dirty pages memory
 * and copy must be equal; else the JVM ends with exit code 1. Above 1 GiB, where a comparison takes seconds, memory and copy are
 * compared only after shares between 0 and 100 %, which shows what the warm-up missed, too.
 */
final class PeerFork {
    /** Begins the only line where the peer is not to be had; the reason follows. */
    static final String UNAVAILABLE = "unavailable: ";

    private static final int SEED = 42;

    /** Sets of dirty pages per share; an interval takes the next one. */
    private static final int SETS = 4;

    /** The warm-up against the time of a share. */
    private static final int WARM_UP = 5;

    private static final int WARM_UP_PAGES = 4096;
    private static final int MIN_INTERVALS = 2;

    /** Pages of memory that is compared with its copy every time: 1 GiB. */
    private static final int ALWAYS_CHECKED = 1 << (30 - GuestMemory.PAGE_SHIFT);

    private final PeerKind kind;
    private final GuestMemory memory;
    private final Peer peer;
    private final PageRuns found;
    private long value;

    private PeerFork(PeerKind kind, BufferKind buffers, long byteSize) throws PeerKind.Unavailable {
        this.kind = kind;
        memory = new GuestMemory(buffers, byteSize);
        peer = kind.create(memory, buffers);
        found = new PageRuns(memory.pages());
    }

    /** Arguments: peer, kind of buffer, bytes, milliseconds per share, and the shares in percent. Prints a line per share. */
    public static void main(String[] args) {
        try {
            PeerFork fork =
                    new PeerFork(PeerKind.valueOf(args[0]), BufferKind.valueOf(args[1]), Long.parseLong(args[2]));
            long nanos = Long.parseLong(args[3]) * 1_000_000;
            fork.warmUp(WARM_UP * nanos);
            for (int i = 4; i < args.length; i++) {
                PeerResult result = fork.measure(args[i], nanos);
                System.out.println(result.line());
            }
            System.exit(0);
        } catch (PeerKind.Unavailable e) {
            System.out.println(UNAVAILABLE + e.getMessage());
            System.exit(0);
        } catch (RuntimeException e) {
            System.err.println("benchmarks: " + args[0] + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private void warmUp(long nanos) {
        int[][] sets = dirtySets(Math.min(WARM_UP_PAGES, memory.pages()), 25);
        long end = System.nanoTime() + nanos;
        for (int i = 0; i < MIN_INTERVALS || System.nanoTime() < end; i++) {
            interval(sets[i % SETS]);
        }
        if (memory.pages() <= ALWAYS_CHECKED) {
            memory.checkCopy();
        }
    }

    private PeerResult measure(String percent, long nanos) {
        int[][] sets = dirtySets(memory.pages(), Double.parseDouble(percent));
        List<long[]> intervals = new ArrayList<>();
        long end = System.nanoTime() + nanos;
        for (int i = 0; i < MIN_INTERVALS || System.nanoTime() < end; i++) {
            intervals.add(interval(sets[i % SETS]));
        }
        boolean some = sets[0].length > 0 && sets[0].length < memory.pages();
        if (some || memory.pages() <= ALWAYS_CHECKED) {
            memory.checkCopy();
        }
        return PeerResult.ofMedians(percent, intervals);
    }

    private long[] interval(int[] dirty) {
        peer.foretell(dirty);
        found.clear();
        value += SEED;
        long start = System.nanoTime();
        memory.storeFirst(peer, dirty, value);
        long first = System.nanoTime();
        memory.storeRest(peer, dirty, value);
        long rest = System.nanoTime();
        peer.find(found);
        long find = System.nanoTime();
        memory.copy(found);
        long copy = System.nanoTime();
        if (found.pages() != dirty.length && kind != PeerKind.FULL_COPY) {
            throw new IllegalStateException(dirty.length + " pages written, " + found.pages() + " found");
        }
        return new long[] {first - start, rest - first, find - rest, copy - find};
    }

    /** How many pages a share is, rounded up. */
    static int dirtyPages(int pages, double percent) {
        return (int) Math.min(pages, Math.ceil(pages * percent / 100));
    }

    /** Ascending, without repetition, equally likely. */
    private static int[][] dirtySets(int pages, double percent) {
        SplittableRandom random = new SplittableRandom(SEED);
        int size = dirtyPages(pages, percent);
        int[][] sets = new int[SETS][size];
        for (int[] set : sets) {
            int chosen = 0;
            for (int page = 0; chosen < size; page++) {
                if (random.nextInt(pages - page) < size - chosen) {
                    set[chosen++] = page;
                }
            }
        }
        return sets;
    }
}
