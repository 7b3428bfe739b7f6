package dev.tidemark.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PageRunsTest {
    private final PageRuns runs = new PageRuns(256);

    @Test
    void neighboursAreOneRun() {
        runs.add(3, 4);
        runs.add(4, 6);
        runs.add(8, 9);

        assertEquals("3-6 8-9 ", text());
        assertEquals(4, runs.pages());
    }

    @Test
    void bitsAreRunsAndRunsGoOnInTheNextWord() {
        runs.addBits(0, 0b1011L | 1L << 63);
        runs.addBits(64, -1L);
        runs.addBits(128, 0);
        runs.addBits(192, 0b10L);

        assertEquals("0-2 3-4 63-128 193-194 ", text());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < runs.count(); i++) {
            text.append(runs.first(i)).append('-').append(runs.end(i)).append(' ');
        }
        return text.toString();
    }
}
