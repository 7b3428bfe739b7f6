package dev.tidemark.sample;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.image.ImageFile;
import dev.tidemark.sample.image.StateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;

/**
 * Keeps an image up to date by copying what was written since the last time.
 *
 * <p>This is the whole use of Tidemark: harvest, copy the runs, and give the harvest back if copying fails.
 */
final class Migration {
    private final Region region;
    private final Client client;
    private final SqliteGuest guest;
    private final ImageFile image;

    /**
     * Prepares; copies nothing yet.
     *
     * @param region the guest's memory
     * @param client whose dirty pages to take; its first harvest is the base copy
     */
    Migration(Region region, Client client, SqliteGuest guest, ImageFile image) {
        this.region = region;
        this.client = client;
        this.guest = guest;
        this.image = image;
    }

    /**
     * Brings the image and its state file up to date. Call between two calls of the guest.
     *
     * @throws IOException if writing failed. The pages are dirty again then, and the next copy has them
     */
    Step copy() throws IOException {
        long start = System.nanoTime();
        DirtyPages dirty = region.harvest(client);
        BitSet copied = new BitSet();
        boolean done = false;
        try {
            dirty.forEachRun((offset, length) -> copyRun(offset, length, copied));
            StateFile.write(StateFile.of(image.path()), guest.state());
            done = true;
        } catch (UncheckedIOException e) {
            throw failure(e.getCause());
        } catch (IOException e) {
            throw failure(e);
        } finally {
            if (!done) {
                dirty.giveBack();
            }
        }
        return new Step(dirty.pageCount(), dirty.runCount(), dirty.byteCount(), System.nanoTime() - start, copied);
    }

    private IOException failure(IOException cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new IOException(
                "could not write the image " + image.path() + ": " + reason + "; the pages were given back", cause);
    }

    private void copyRun(long byteOffset, long byteLength, BitSet copied) {
        try {
            image.write(byteOffset, byteLength);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int first = (int) (byteOffset / region.pageSize());
        int last = (int) ((byteOffset + byteLength - 1) / region.pageSize());
        copied.set(first, last + 1);
    }

    /**
     * One copy.
     *
     * @param pages how many pages were dirty
     * @param runs how many runs they formed
     * @param bytes how many bytes were written to the image
     * @param nanos time for harvest and writing
     * @param copied the pages, by index
     */
    record Step(long pages, long runs, long bytes, long nanos, BitSet copied) {}
}
