package dev.tidemark.stress.soak;

import java.nio.ByteBuffer;

/**
 * Judges the clears of one page that a hot loop writes, while it runs and without knowing the loop's pace.
 *
 * <p>After a harvest that had the page, its content is copied: value a. Later the memory shows b ≠ a, so a store came after
 * the copy and hence after the clear. Later still it shows c ≠ b: the thread went on to another store, so it is done with
 * the mark of the former one. After one more safepoint (a harvest that took something) that mark is visible to everyone, and
 * the next harvest of the page must have it. If it has not, the clear was never marked again and the write is lost to the
 * client.
 */
final class HotPage {
    private enum State {
        NEVER_COPIED,
        COPIED,
        WRITTEN,
        WRITTEN_AGAIN,
        MARK_VISIBLE,
        LOST
    }

    private final ByteBuffer page;
    private State state = State.NEVER_COPIED;
    private long seen;
    private long clears;
    private long lost;

    HotPage(ByteBuffer page) {
        this.page = page;
    }

    /** A look at the memory, at any time. */
    void observe() {
        if (state != State.COPIED && state != State.WRITTEN) {
            return;
        }
        long now = page.getLong(8);
        if (now != seen) {
            seen = now;
            state = state == State.COPIED ? State.WRITTEN : State.WRITTEN_AGAIN;
        }
    }

    /** A harvest that had the page; {@code copy} is what was copied. */
    void copied(long copy) {
        if (state == State.WRITTEN || state == State.WRITTEN_AGAIN || state == State.MARK_VISIBLE) {
            clears++;
        }
        seen = copy;
        state = State.COPIED;
    }

    /**
     * A harvest of the page that did not have it.
     *
     * @param passedSafepoint whether it took other pages
     */
    void notHarvested(boolean passedSafepoint) {
        if (state == State.MARK_VISIBLE) {
            clears++;
            lost++;
            state = State.LOST;
        } else if (state == State.WRITTEN_AGAIN && passedSafepoint) {
            state = State.MARK_VISIBLE;
        }
    }

    /** Clears after which the page was seen written: marked again, or lost. */
    long clears() {
        return clears;
    }

    /** Clears never marked again, though the loop wrote the page. */
    long lost() {
        return lost;
    }
}
