package dev.tidemark.replicate;

import java.io.IOException;

/**
 * Replication that is refused, broke off or was cancelled, with one line that says what, why, and what to do. The source keeps
 * running and lost nothing: pages that were taken and not confirmed were given back.
 */
public class ReplicationException extends IOException {
    private static final long serialVersionUID = 1;

    ReplicationException(String message) {
        super(message);
    }

    ReplicationException(String message, Throwable cause) {
        super(message, cause);
    }
}
