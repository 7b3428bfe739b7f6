package dev.tidemark.sample.point;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Finds out by comparing bytes whether a snapshot is right. It asks neither tracker nor store.
 *
 * <p>It keeps what the snapshot before held. A check reads what was restored and compares each page with memory and with that:
 *
 * <pre>
 *   restored != memory     missed: memory was written and the page is not in the snapshot
 *   restored != before     changed: what an increment had to hold
 * </pre>
 *
 * <p>A missed page counts again at each later check until it is taken. The guest must rest during a check. Everything here
 * is kept in plain arrays, so that no buffer of the oracle's own is ever tracked.
 */
public final class PointOracle {
    private final ByteBuffer memory;
    private final int pageSize;
    private final byte[] previous;
    private final byte[] filePage;
    private final byte[] memoryPage;

    /**
     * Watches the snapshots of {@code memory}.
     *
     * @param pageSize bytes per page of the counts; the last page may be shorter
     */
    public PointOracle(ByteBuffer memory, int pageSize) {
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
     * @param restored a file with the bytes of the snapshot
     * @throws IOException if the file cannot be read, or is shorter than memory
     */
    public Finding check(Path restored) throws IOException {
        int missed = 0;
        int changed = 0;
        int firstMissed = -1;
        int page = 0;
        try (DataInputStream file = new DataInputStream(Files.newInputStream(restored))) {
            for (int offset = 0; offset < previous.length; offset += pageSize, page++) {
                int length = Math.min(pageSize, previous.length - offset);
                file.readFully(filePage, 0, length);
                memory.get(offset, memoryPage, 0, length);
                if (!Arrays.equals(filePage, 0, length, memoryPage, 0, length)) {
                    missed++;
                    firstMissed = firstMissed < 0 ? page : firstMissed;
                }
                if (!Arrays.equals(filePage, 0, length, previous, offset, offset + length)) {
                    changed++;
                }
                System.arraycopy(filePage, 0, previous, offset, length);
            }
            if (file.read() >= 0) {
                throw new IOException(restored + " has more than the " + previous.length + " bytes of the memory");
            }
        }
        return new Finding(missed, changed, firstMissed);
    }

    /**
     * What a check found.
     *
     * @param missed pages where memory and snapshot differ
     * @param changed pages that differ from the snapshot before
     * @param firstMissed index of the first missed page, or -1
     */
    public record Finding(int missed, int changed, int firstMissed) {}
}
