package dev.tidemark.options;

import java.util.function.Function;

/**
 * One row of the {@link OptionTable}.
 *
 * @param key what stands in front of {@code =}
 * @param defaultText the value where the key is absent, as the user would write it; empty for none
 * @param meaning one sentence for the user
 * @param rule what a value must be, with all valid choices; completes "must be …"
 * @param parser turns the text into the value, or throws {@link IllegalArgumentException} whose message completes
 *     "key=value is refused: …"
 * @param formatter turns the value into text that {@code parser} reads back
 * @param <T> type of the value
 */
record Option<T>(
        String key,
        String defaultText,
        String meaning,
        String rule,
        Function<String, T> parser,
        Function<T, String> formatter) {

    /** The value where the key is absent. */
    T defaultValue() {
        return parser.apply(defaultText);
    }

    /** The text of a value that this option's parser made. */
    @SuppressWarnings("unchecked")
    String format(Object value) {
        return formatter.apply((T) value);
    }
}
