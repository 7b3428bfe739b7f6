package dev.tidemark.rewind;

import dev.tidemark.RollbackException;
import dev.tidemark.track.TrackedRegion;

/** One rollback at work: compares pages with a map, and writes those that differ. */
final class Restore {
    /** Loaded before it is needed: a full heap may not have room for a class. */
    private static final Class<?> FAILURE = RollbackException.class;

    private final TrackedRegion region;
    private final PageMap target;
    private byte[] part;
    private byte[] zeroes;
    private long written;
    private boolean writing;

    /** @param part room for at least a page */
    Restore(TrackedRegion region, PageMap target, byte[] part) {
        this.region = region;
        this.target = target;
        this.part = part;
    }

    /** How many pages were written. */
    long written() {
        return written;
    }

    void restorePage(long page) {
        long offset = page * region.pageSize();
        restore(offset, Math.min(region.pageSize(), region.byteSize() - offset));
    }

    void restore(long byteOffset, long byteLength) {
        int pageSize = region.pageSize();
        for (long done = 0; done < byteLength; done += part.length) {
            int bytes = (int) Math.min(part.length, byteLength - done);
            region.read(byteOffset + done, part, 0, bytes);
            for (int at = 0; at < bytes; at += pageSize) {
                int end = Math.min(bytes, at + pageSize);
                long offset = byteOffset + done + at;
                PageCopy copy = target.get(offset / pageSize);
                if (!Contents.equal(copy, part, at, end)) {
                    byte[] content = copy == null ? zeroes() : copy.bytes;
                    writing = true;
                    region.write(offset, content, 0, end - at);
                    written++;
                }
            }
        }
    }

    private byte[] zeroes() {
        if (zeroes == null) {
            zeroes = new byte[region.pageSize()];
        }
        return zeroes;
    }

    /** What to throw: the failure itself if nothing was written, for then the region is as it was. Nothing else works afterwards. */
    RuntimeException failed(Throwable failure, long number) {
        if (!writing) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
        part = null;
        zeroes = null;
        return new RollbackException(
                "rollback of region '" + region.name() + "' to checkpoint " + number + " broke off after " + written
                        + " pages: " + failure + "; the region is a mix of two states, roll back again to complete it",
                failure);
    }
}
