package dev.tidemark.snapshot;

import java.io.IOException;

/**
 * A snapshot that cannot be taken or used, with one line that says which, why, and what to do. Nothing was changed: dirty pages that
 * had been taken were given back.
 */
public class SnapshotException extends IOException {
    private static final long serialVersionUID = 1;

    SnapshotException(String message) {
        super(message);
    }

    SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
