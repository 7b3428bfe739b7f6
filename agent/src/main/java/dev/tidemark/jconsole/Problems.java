package dev.tidemark.jconsole;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;

/** What a person reads when a bean refuses or the connection is lost. */
final class Problems {
    private Problems() {}

    /** One line. */
    static String sentence(Throwable problem) {
        Throwable cause = problem;
        while (cause instanceof UndeclaredThrowableException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof SecurityException) {
            return "this connection may only read: " + cause.getMessage();
        }
        if (cause instanceof IOException) {
            return "lost the connection: " + cause.getMessage();
        }
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }
}
