package dev.tidemark.snapshot;

import java.nio.file.Path;

/** A file of a store that is not as it was written. */
final class DamagedException extends SnapshotException {
    private static final long serialVersionUID = 1;

    private final transient Damage damage;

    DamagedException(Path file, long byteOffset, String what) {
        super("snapshot file " + file + " is damaged at byte " + byteOffset + ": " + what);
        damage = new Damage(file, byteOffset, what);
    }

    Damage damage() {
        return damage;
    }
}
