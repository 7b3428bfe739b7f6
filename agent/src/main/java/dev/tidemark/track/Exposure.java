package dev.tidemark.track;

import dev.tidemark.Coverage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One reason why writes to a region can go unseen.
 *
 * @param state never {@link Coverage#COMPLETE}
 * @param how the call or fact that did it, for example {@code ByteBuffer.array()}
 * @param who class and method of the application, or null if nobody called
 * @param since when
 */
record Exposure(Coverage state, String how, String who, Instant since) {
    static Exposure now(Coverage state, String how, String who) {
        return new Exposure(state, how, who, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    boolean isSame(Coverage otherState, String otherHow) {
        return state == otherState && how.equals(otherHow);
    }

    /** One line. */
    String text() {
        return state + " since " + since + ": " + how + (who == null ? "" : " called by " + who);
    }
}
