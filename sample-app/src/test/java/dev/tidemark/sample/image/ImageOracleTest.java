package dev.tidemark.sample.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.sample.image.ImageOracle.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageOracleTest {
    private static final int PAGE = 64;
    /** Four pages, the last one short. */
    private static final int SIZE = 3 * PAGE + 10;

    @TempDir
    Path folder;

    @Test
    void countsMissedAndOverMarkedPages() throws IOException {
        ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
        ImageOracle oracle = new ImageOracle(memory, PAGE);
        Path path = folder.resolve("image");
        try (ImageFile image = ImageFile.create(path, memory)) {
            memory.put(0, (byte) 1);
            image.write(0, SIZE);
            assertEquals(new Finding(0, 3, -1), oracle.check(path, pages(0, 1, 2, 3)));

            // Pages 1 and 3 change; 1 is forgotten, 2 is copied in vain.
            memory.put(PAGE, (byte) 2).put(SIZE - 1, (byte) 3);
            image.write(2 * PAGE, SIZE - 2 * PAGE);
            assertEquals(new Finding(1, 1, 1), oracle.check(path, pages(2, 3)));

            // Still missed, until it is copied.
            assertEquals(new Finding(1, 0, 1), oracle.check(path, pages()));
            image.write(PAGE, PAGE);
            assertEquals(new Finding(0, 0, -1), oracle.check(path, pages(1)));
        }
    }

    /** Runs longer than a chunk, at offsets that are no multiple of it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void imageTakesRunsOfAnySize(boolean direct) throws IOException {
        int size = 2 * ImageFile.CHUNK + 100;
        ByteBuffer memory = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        byte[] expected = new byte[size];
        for (int i = 0; i < size; i++) {
            memory.put(i, (byte) (i * 31));
            expected[i] = i < 7 || i == size - 1 ? 0 : (byte) (i * 31);
        }
        Path path = folder.resolve("image");
        try (ImageFile image = ImageFile.create(path, memory)) {
            image.write(7, size - 8);
        }
        assertArrayEquals(expected, Files.readAllBytes(path));
    }

    @Test
    void aClosedImageFails() throws IOException {
        ImageFile image = ImageFile.create(folder.resolve("image"), ByteBuffer.allocate(SIZE));
        image.close();
        assertThrows(IOException.class, () -> image.write(0, 1));
    }

    private static BitSet pages(int... indexes) {
        BitSet pages = new BitSet();
        for (int index : indexes) {
            pages.set(index);
        }
        return pages;
    }
}
