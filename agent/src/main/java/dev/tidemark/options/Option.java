package dev.tidemark.options;

/**
 * One row of the {@link OptionTable}.
 *
 * @param <T> type of the value
 */
abstract class Option<T> {
    private final String key;
    private final String defaultText;
    private final String meaning;
    private final String rule;

    /**
     * A row.
     *
     * @param key what stands in front of {@code =}
     * @param defaultText the value where the key is absent, as the user would write it; empty for none
     * @param meaning one sentence for the user
     * @param rule what a value must be, with all valid choices; completes "must be …"
     */
    Option(String key, String defaultText, String meaning, String rule) {
        this.key = key;
        this.defaultText = defaultText;
        this.meaning = meaning;
        this.rule = rule;
    }

    /**
     * Turns text into the value.
     *
     * @throws IllegalArgumentException if it breaks the rule; the message completes "key=value is refused: …"
     */
    abstract T parse(String text);

    /** Turns a value into text that {@link #parse} reads back. */
    abstract String format(T value);

    String key() {
        return key;
    }

    String defaultText() {
        return defaultText;
    }

    String meaning() {
        return meaning;
    }

    String rule() {
        return rule;
    }

    /** What {@link #parse} throws where the rule alone says enough. */
    final IllegalArgumentException refused() {
        return new IllegalArgumentException("must be " + rule);
    }

    /** {@link #format} of a value that came from this row. */
    @SuppressWarnings("unchecked")
    final String formatOwn(Object value) {
        return format((T) value);
    }
}
