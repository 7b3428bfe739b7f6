package dev.tidemark.options;

import java.util.Locale;

/** How much the agent says on stderr, from nothing to everything. */
public enum LogLevel {
    /** Nothing at all. */
    QUIET,
    /** Only what makes tracking incomplete or slow. */
    WARN,
    /** Also what the agent does: start, regions that come and go. */
    INFO,
    /** Also what the agent does on its own account, and what it will try again. */
    DEBUG;

    /** Whether a message of {@code level} is to be printed where this level is set; {@link #QUIET} prints nothing. */
    public boolean prints(LogLevel level) {
        return level != QUIET && level.ordinal() <= ordinal();
    }

    /** The name as options write it: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All levels as options write them, for error messages and help. */
    static String choices() {
        StringBuilder choices = new StringBuilder();
        for (LogLevel level : values()) {
            choices.append(choices.length() == 0 ? "" : ", ").append(level.text());
        }
        return choices.toString();
    }
}
