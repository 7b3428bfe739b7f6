package dev.tidemark;

/**
 * A rollback broke off after it had begun to write: the region is a mix of the state that it was in and the one that it was to
 * get. Nothing is lost: the same rollback, called again, or one to another checkpoint, completes it. The cause tells what
 * happened. Thrown even where the heap has no room left.
 */
public abstract class RollbackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** For the agent: the message is put together when it is asked for. */
    protected RollbackException() {}

    /** One line. */
    @Override
    public abstract String getMessage();
}
