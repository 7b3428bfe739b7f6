package dev.tidemark;

/**
 * A rollback broke off after it had begun to write: the region is a mix of the state that it was in and the one that it was to
 * get. Nothing is lost: the same rollback, called again, or one to another checkpoint, completes it. The cause tells what
 * happened.
 */
public final class RollbackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Made by the agent.
     *
     * @param message one line
     * @param cause what broke it off
     */
    public RollbackException(String message, Throwable cause) {
        super(message, cause);
    }
}
