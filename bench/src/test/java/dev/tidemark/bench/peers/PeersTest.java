package dev.tidemark.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.bench.BufferKind;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every peer that needs neither the agent nor the kernel finds the pages that were written, and no others. */
class PeersTest {
    private static final int PAGES = 300;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"TIDEMARK", "KERNEL"})
    void whatWasWrittenIsFoundAndCopied(PeerKind kind) throws Exception {
        long seed = Long.getLong("tidemark.seed", System.nanoTime());
        System.out.println("PeersTest " + kind + ": -Dtidemark.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (BufferKind buffers : BufferKind.values()) {
            GuestMemory memory = new GuestMemory(buffers, (long) PAGES * GuestMemory.PAGE_SIZE);
            Peer peer = kind.create(memory, buffers);
            PageRuns found = new PageRuns(PAGES);
            for (int interval = 1; interval <= 100; interval++) {
                int[] dirty = dirty(random);
                peer.foretell(dirty);
                memory.storeFirst(peer, dirty, interval);
                memory.storeRest(peer, dirty, interval);
                found.clear();
                peer.find(found);
                if (kind != PeerKind.FULL_COPY) {
                    assertEquals(Arrays.toString(dirty), Arrays.toString(pages(found)), "seed " + seed);
                }
                memory.copy(found);
                memory.checkCopy();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(BufferKind.class)
    void aPageThatIsNotCopiedIsSeen(BufferKind buffers) {
        GuestMemory memory = new GuestMemory(buffers, (long) PAGES * GuestMemory.PAGE_SIZE);
        memory.storeFirst(new Known(), new int[] {7}, 1);

        Exception e = assertThrows(IllegalStateException.class, memory::checkCopy);
        assertEquals("not copied though written: page 7, byte " + 7 * GuestMemory.PAGE_SIZE, e.getMessage());
    }

    /** None, few, a row of them, or all. */
    private static int[] dirty(SplittableRandom random) {
        int threshold = random.nextInt(5) * 25;
        int first = random.nextBoolean() ? random.nextInt(PAGES) : PAGES;
        return IntStream.range(0, PAGES)
                .filter(page -> random.nextInt(100) < threshold || page >= first)
                .toArray();
    }

    private static int[] pages(PageRuns runs) {
        return IntStream.range(0, runs.count())
                .flatMap(run -> IntStream.range(runs.first(run), runs.end(run)))
                .toArray();
    }
}
