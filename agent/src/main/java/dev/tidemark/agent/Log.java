package dev.tidemark.agent;

import dev.tidemark.options.LogLevel;

/** Lines on stderr, none at all on a good start. No logging library, because the agent lives in other people's JVMs. */
final class Log {
    private volatile LogLevel level;

    Log(LogLevel level) {
        this.level = level;
    }

    void setLevel(LogLevel now) {
        level = now;
    }

    void warn(String message) {
        print(LogLevel.WARN, message);
    }

    void info(String message) {
        print(LogLevel.INFO, message);
    }

    void debug(String message) {
        print(LogLevel.DEBUG, message);
    }

    private void print(LogLevel of, String message) {
        if (level.prints(of)) {
            System.err.println("tidemark: " + message);
        }
    }
}
