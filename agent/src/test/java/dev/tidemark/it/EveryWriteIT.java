package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.RegionKind;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random writes by every way to write a buffer, to every kind of memory, judged by the bytes and by a shadow model: a page that
 * changed must be dirty, and a page that is dirty must have been touched. 64 clients look, harvest, clear and give back.
 * {@code -Dtidemark.writes=8000000} for long.
 */
class EveryWriteIT {
    private static final long SEED = Seed.of("EveryWriteIT");

    /** In all, over the four kinds of memory. */
    private static final int WRITES = Integer.getInteger("tidemark.writes", 800_000);

    private static final EveryWrite ALL = new EveryWrite();

    @ParameterizedTest
    @EnumSource(RegionKind.class)
    void everyWriteMarksItsPagesAndNoOthers(RegionKind kind) throws IOException {
        ALL.run(kind, WRITES / 4, new Random(SEED + kind.ordinal()));
    }

    @Test
    void allTheWaysAreThere() {
        assertEquals(36, UnsafeWrites.mutators(), "mutators of sun.misc.Unsafe");
        int modes = new HandleWrites(new Picker(new Random(1), 0)).modes();
        // short and char: 4 stores each; int and long: all 26; float and double: 14; two byte orders
        assertTrue(modes >= 150, "storing access modes of buffer views: " + modes);
    }

    @AfterAll
    static void print() {
        System.out.println("EveryWriteIT: " + ALL);
    }
}
