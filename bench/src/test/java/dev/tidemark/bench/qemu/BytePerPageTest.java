package dev.tidemark.bench.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class BytePerPageTest {
    private final BytePerPage bytes = new BytePerPage(64, 4096);

    @Test
    void everyPageThatARangeTouchesIsMarkedAndAllWaysSeeTheSame() {
        bytes.mark(4095, 2);
        bytes.mark(63 * 4096L, 4096);
        BitSet pages = new BitSet();
        pages.set(0, 2);
        pages.set(63);
        RunSum sum = new RunSum();
        RunSum expected = new RunSum();
        pages.stream().forEach(page -> expected.accept(page * 4096L, 4096));

        bytes.check(sum);

        assertEquals(pages, bytes.pages());
        assertEquals(3, bytes.count());
        assertEquals(expected.sum(), sum.sum());
    }

    @Test
    void takingClearsAndCanBePutBack() {
        bytes.mark(0, 4096 * 3);
        byte[] before = bytes.save();

        bytes.take(new RunSum());
        assertEquals(0, bytes.count());
        bytes.restore(before);
        assertEquals(3, bytes.countAndReset());
        assertEquals(new BitSet(), bytes.pages());
    }
}
