package dev.tidemark.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes JSON (RFC 8259): maps as objects in their order, iterables as arrays, strings, booleans, integers, and decimals.
 * Numbers that JSON cannot say (NaN, infinities) become null. The text is pure ASCII, everything else is escaped, so that no
 * terminal's or pipe's encoding can damage it.
 */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /** An object of the given members, in this order: key, value, key, value. */
    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            members.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return members;
    }

    /**
     * The value as indented text without a line break at the end.
     *
     * @throws IllegalArgumentException if the value holds anything but the types above
     */
    static String write(Object value) {
        Json json = new Json();
        json.append(value, "\n");
        return json.text.toString();
    }

    private void append(Object value, String newLine) {
        if (value == null || value instanceof Double number && !Double.isFinite(number)) {
            text.append("null");
        } else if (value instanceof Map<?, ?> map) {
            appendMap(map, newLine);
        } else if (value instanceof Iterable<?> items) {
            appendArray(items, newLine);
        } else if (value instanceof String string) {
            appendString(string);
        } else if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double) {
            text.append(value);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private void appendMap(Map<?, ?> map, String newLine) {
        String inner = newLine + "  ";
        text.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<?, ?> member = i.next();
            text.append(inner);
            appendString((String) member.getKey());
            text.append(": ");
            append(member.getValue(), inner);
            text.append(i.hasNext() ? "," : newLine);
        }
        text.append('}');
    }

    private void appendArray(Iterable<?> items, String newLine) {
        String inner = newLine + "  ";
        text.append('[');
        for (Iterator<?> i = items.iterator(); i.hasNext(); ) {
            text.append(inner);
            append(i.next(), inner);
            text.append(i.hasNext() ? "," : newLine);
        }
        text.append(']');
    }

    private void appendString(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c >= ' ' && c <= '~') {
                        text.append(c);
                    } else {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    }
                }
            }
        }
        text.append('"');
    }
}
