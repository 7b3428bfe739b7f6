package dev.tidemark.bench.qemu;

import java.io.IOException;
import java.nio.file.Path;

/** What the guest does: the four conditions of QEMU's patch, the second one with three lengths of turn. */
public enum Workload {
    /** 256 MiB in one piece. */
    CONTIGUOUS("1. 256 MiB contiguous", "5–83×") {
        @Override
        Guest guest(GuestRam ram, Path scratch) {
            return new DirtyingGuest(ram, DirtyingGuest.ONE_PIECE);
        }
    },
    /** 256 MiB, every second page. */
    TURNS_OF_1("2. 256 MiB in turns of 1 page", "5–52×") {
        @Override
        Guest guest(GuestRam ram, Path scratch) {
            return new DirtyingGuest(ram, 1);
        }
    },
    /** 256 MiB, eight pages dirty, eight clean. */
    TURNS_OF_8("2. 256 MiB in turns of 8 pages", "5–52×") {
        @Override
        Guest guest(GuestRam ram, Path scratch) {
            return new DirtyingGuest(ram, 8);
        }
    },
    /** 256 MiB, 64 pages dirty, 64 clean. */
    TURNS_OF_64("2. 256 MiB in turns of 64 pages", "5–52×") {
        @Override
        Guest guest(GuestRam ram, Path scratch) {
            return new DirtyingGuest(ram, 64);
        }
    },
    /** Reads 1 GiB. */
    READS_FILE("3. reads a file of 1 GiB", "5–132×") {
        @Override
        Guest guest(GuestRam ram, Path scratch) throws IOException {
            return FileGuest.reading(ram, scratch);
        }
    },
    /** Writes 1 GiB. */
    WRITES_FILE("4. writes a file of 1 GiB", "5–57×") {
        @Override
        Guest guest(GuestRam ram, Path scratch) throws IOException {
            return FileGuest.writing(ram, scratch);
        }
    };

    private final String title;
    private final String reported;

    Workload(String title, String reported) {
        this.title = title;
        this.reported = reported;
    }

    /** For the reader. */
    public String title() {
        return title;
    }

    /** The speed-ups that the authors of QEMU's patch reported; they do not say how long the turns of the second condition were. */
    String reported() {
        return reported;
    }

    /**
     * A guest that does it.
     *
     * @param scratch a directory for its file
     */
    abstract Guest guest(GuestRam ram, Path scratch) throws IOException;
}
