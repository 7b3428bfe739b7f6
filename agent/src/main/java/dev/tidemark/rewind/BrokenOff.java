package dev.tidemark.rewind;

import dev.tidemark.RollbackException;

/**
 * Made before the first page is written, because a heap that is full then may have no room for it: what is thrown instead would
 * say that nothing was written.
 */
final class BrokenOff extends RollbackException {
    private static final long serialVersionUID = 1;

    private final String region;
    private final long checkpoint;
    private long pages;
    private Throwable failure;

    BrokenOff(String region, long checkpoint) {
        this.region = region;
        this.checkpoint = checkpoint;
    }

    /** Says what happened, and where; allocates nothing that must succeed. */
    BrokenOff after(long pages, Throwable failure) {
        this.pages = pages;
        this.failure = failure;
        super.fillInStackTrace(); // the JVM leaves the trace empty where it has no room for it
        return this;
    }

    /** Not yet: nothing has happened, and a trace costs more than a page. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    @Override
    public String getMessage() {
        return "rollback of region '" + region + "' to checkpoint " + checkpoint + " broke off after " + pages
                + " pages: " + failure + "; the region is a mix of two states, roll back again to complete it";
    }

    @Override
    public synchronized Throwable getCause() {
        return failure;
    }
}
