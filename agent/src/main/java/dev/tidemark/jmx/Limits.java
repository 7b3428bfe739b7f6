package dev.tidemark.jmx;

import dev.tidemark.Region;

/** Every limit of the operations, and the checks that name it. */
final class Limits {
    /** Bytes in one answer of {@code read}. */
    static final int MAX_READ_BYTES = 1 << 20;

    /** Bytes in one hex dump, which is five times as long. */
    static final int MAX_DUMP_BYTES = 64 << 10;

    /** Harvests that may be open in one region. */
    static final int MAX_OPEN_HARVESTS = 8;

    /** Minutes without use after which an open harvest is given back. */
    static final int HARVEST_TIMEOUT_MINUTES = 5;

    /** The same in nanoseconds. */
    static final long HARVEST_TIMEOUT_NANOS = HARVEST_TIMEOUT_MINUTES * 60_000_000_000L;

    /** Region names in one answer. */
    static final int MAX_NAMES = 1_000;

    /** Names in one error message. */
    static final int MAX_NAMES_IN_MESSAGE = 50;

    /** Characters of a name, or of a path of fields. */
    static final int MAX_TEXT = 1_000;

    /** Open suspects of the audit in one attribute. */
    static final int MAX_SUSPECTS = 20;

    /** Milliseconds that {@code job} waits at most. */
    static final int MAX_WAIT_MILLIS = 10_000;

    private Limits() {}

    static void checkWait(int waitMillis) {
        if (waitMillis < 0 || waitMillis > MAX_WAIT_MILLIS) {
            throw new IllegalArgumentException("waitMillis must be 0 to " + MAX_WAIT_MILLIS + ": " + waitMillis);
        }
    }

    static void checkPoints(int from, int maxPoints) {
        if (from < 0) {
            throw new IllegalArgumentException("from must be 0, or the next of the part before: " + from);
        }
        if (maxPoints < 1 || maxPoints > SnapshotPoints.MAX_POINTS) {
            throw new IllegalArgumentException(
                    "maxPoints must be 1 to " + SnapshotPoints.MAX_POINTS + ": " + maxPoints);
        }
    }

    /** Names, and whatever else a caller types: what is refused is repeated in the message. */
    static void checkText(String parameter, String text) {
        if (text != null && text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    parameter + " must have at most " + MAX_TEXT + " characters: it has " + text.length());
        }
    }

    static void checkMaxRuns(int maxRuns) {
        if (maxRuns < 1 || maxRuns > RangeList.MAX_RUNS) {
            throw new IllegalArgumentException("maxRuns must be 1 to " + RangeList.MAX_RUNS + ": " + maxRuns);
        }
    }

    static void checkMaxNames(int maxNames) {
        if (maxNames < 1 || maxNames > MAX_NAMES) {
            throw new IllegalArgumentException("maxNames must be 1 to " + MAX_NAMES + ": " + maxNames);
        }
    }

    static void checkMaxMisses(int maxMisses) {
        if (maxMisses < 1 || maxMisses > AuditMissList.MAX_MISSES) {
            throw new IllegalArgumentException("maxMisses must be 1 to " + AuditMissList.MAX_MISSES + ": " + maxMisses);
        }
    }

    static void checkMaxWriters(int maxWriters) {
        if (maxWriters < 1 || maxWriters > WriterList.MAX_WRITERS) {
            throw new IllegalArgumentException("maxWriters must be 1 to " + WriterList.MAX_WRITERS + ": " + maxWriters);
        }
    }

    static void checkFromOffset(Region region, long fromOffset) {
        if (fromOffset < 0 || fromOffset >= region.byteSize()) {
            throw new IllegalArgumentException(
                    "fromOffset must be 0 to " + (region.byteSize() - 1) + ", a byte of region '" + region.name()
                            + "', or the nextOffset of the part before: " + fromOffset);
        }
    }

    static void checkRange(Region region, long byteOffset, long byteLength) {
        if (byteOffset < 0 || byteLength < 0 || byteOffset > region.byteSize() - byteLength) {
            throw new IllegalArgumentException("offset and length must lie within the " + region.byteSize()
                    + " bytes of region '" + region.name() + "': offset=" + byteOffset + ", length=" + byteLength);
        }
    }

    static void checkReadLength(int byteLength, int max) {
        if (byteLength < 1 || byteLength > max) {
            throw new IllegalArgumentException("length must be 1 to " + max + " bytes: " + byteLength);
        }
    }
}
