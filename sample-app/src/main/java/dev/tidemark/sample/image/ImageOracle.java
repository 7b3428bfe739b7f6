package dev.tidemark.sample.image;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds out by comparing bytes whether an image was brought up to date correctly. It asks no tracker.
 *
 * <p>It keeps what the image held at the last check. A check reads the file back and compares each page three ways:
 *
 * <pre>
 *   file != memory                              missed: memory was written and the page was not copied
 *   file == memory, copied, same as before      over-marked: copied in vain, harmless
 *   file == memory, otherwise                   right
 * </pre>
 *
 * <p>A missed page counts again at each later check until it is copied. The guest must rest during a check. Everything here
 * is kept in plain arrays, so that no buffer of the oracle's own is ever tracked.
 */
public final class ImageOracle {
    private final ByteBuffer memory;
    private final int pageSize;
    private final byte[] previous;
    private final byte[] filePage;
    private final byte[] memoryPage;

    /**
     * Watches the image of {@code memory}.
     *
     * @param pageSize bytes per page of the counts; the last page may be shorter
     */
    public ImageOracle(ByteBuffer memory, int pageSize) {
        this.memory = memory.duplicate();
        this.pageSize = pageSize;
        this.previous = new byte[memory.capacity()];
        this.filePage = new byte[pageSize];
        this.memoryPage = new byte[pageSize];
        this.memory.clear();
    }

    /**
     * Compares.
     *
     * @param copied the pages that were written to the file since the last check
     * @throws IOException if the file cannot be read, or is shorter than memory
     */
    public Finding check(Path image, BitSet copied) throws IOException {
        int missed = 0;
        int overMarked = 0;
        int firstMissed = -1;
        int page = 0;
        try (DataInputStream file = new DataInputStream(Files.newInputStream(image))) {
            for (int offset = 0; offset < previous.length; offset += pageSize, page++) {
                int length = Math.min(pageSize, previous.length - offset);
                file.readFully(filePage, 0, length);
                memory.get(offset, memoryPage, 0, length);
                if (!Arrays.equals(filePage, 0, length, memoryPage, 0, length)) {
                    missed++;
                    firstMissed = firstMissed < 0 ? page : firstMissed;
                } else if (copied.get(page) && Arrays.equals(filePage, 0, length, previous, offset, offset + length)) {
                    overMarked++;
                }
                System.arraycopy(filePage, 0, previous, offset, length);
            }
        }
        return new Finding(missed, overMarked, firstMissed);
    }

    /**
     * What a check found.
     *
     * @param missed pages where memory and image differ
     * @param overMarked pages that were copied though they had not changed
     * @param firstMissed index of the first missed page, or -1
     */
    public record Finding(int missed, int overMarked, int firstMissed) {}
}
