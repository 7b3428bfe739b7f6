package dev.tidemark.jmx;

import dev.tidemark.track.AuditMiss;

/** An {@link AuditMissList} for a reader. */
public final class AuditText {
    private AuditText() {}

    /**
     * Renders the list, a line per miss.
     *
     * @param howToGoOn what to call or type for the next part; shown only if there is one
     * @return lines that each end with {@code \n}
     */
    public static String render(AuditMissList list, String howToGoOn) {
        StringBuilder text = new StringBuilder("misses ").append(list.total()).append('\n');
        for (AuditMiss miss : list.misses()) {
            text.append(miss.id()).append(": ").append(miss.describe()).append('\n');
        }
        if (list.nextId() >= 0) {
            text.append("there is more: ").append(howToGoOn).append('\n');
        }
        return text.toString();
    }
}
