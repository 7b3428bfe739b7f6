package dev.tidemark.sample.point;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.sample.point.PointOracle.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointOracleTest {
    private static final int PAGE = 64;
    /** Four pages, the last one short. */
    private static final int SIZE = 3 * PAGE + 10;

    @TempDir
    Path folder;

    @Test
    void countsMissedAndChangedPages() throws IOException {
        ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
        PointOracle oracle = new PointOracle(memory, PAGE);
        byte[] restored = new byte[SIZE];
        memory.put(0, (byte) 1);
        restored[0] = 1;
        assertEquals(new Finding(0, 1, -1), check(oracle, restored));

        // pages 1 and 3 change; 1 is forgotten
        memory.put(PAGE, (byte) 2).put(SIZE - 1, (byte) 3);
        restored[SIZE - 1] = 3;
        assertEquals(new Finding(1, 1, 1), check(oracle, restored));

        // still missed, until it is taken
        assertEquals(new Finding(1, 0, 1), check(oracle, restored));
        restored[PAGE] = 2;
        assertEquals(new Finding(0, 1, -1), check(oracle, restored));
    }

    @Test
    void aFileOfAnotherSizeIsRefused() {
        PointOracle oracle = new PointOracle(ByteBuffer.allocate(SIZE), PAGE);
        assertThrows(IOException.class, () -> check(oracle, new byte[SIZE - 1]));
        assertThrows(IOException.class, () -> check(oracle, new byte[SIZE + 1]));
    }

    private Finding check(PointOracle oracle, byte[] restored) throws IOException {
        return oracle.check(Files.write(folder.resolve("image"), restored));
    }
}
