package dev.tidemark.cli;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanException;
import javax.management.ReflectionException;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.OpenDataException;

/** Turns whatever a command ran into into one line for the user. */
final class Failures {
    private Failures() {}

    /** One line: what was wrong, and where it helps, what to do. */
    static String explain(Throwable failure) {
        Throwable cause = unwrap(failure);
        return oneLine(sentence(cause));
    }

    private static String sentence(Throwable cause) {
        if (cause instanceof CliException || cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (cause instanceof IllegalStateException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (cause instanceof InstanceNotFoundException) {
            return "the region ended while it was being asked: try again (" + cause.getMessage() + ")";
        }
        if (cause instanceof AttributeNotFoundException
                || cause instanceof ReflectionException
                || cause instanceof OpenDataException) {
            return "the agent in that JVM is of another version than this command and does not know what was asked: use the"
                    + " jar that the JVM was started with (" + cause.getMessage() + ")";
        }
        if (cause instanceof SecurityException) {
            return "not permitted: " + cause.getMessage();
        }
        if (cause instanceof IOException) {
            return "lost the connection to the JVM; it may have ended: " + cause.getMessage();
        }
        return "unexpected failure, please report it: " + cause + place(cause);
    }

    /** Where the agent's own code was last, or else any code; empty if the JVM left the stack out. */
    private static String place(Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith("dev.tidemark.")) {
                return ", at " + frame;
            }
        }
        return stack.length == 0 ? "" : ", at " + stack[0];
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof UndeclaredThrowableException
                        || cause instanceof RuntimeMBeanException
                        || cause instanceof MBeanException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** No line breaks and no terminal control, whatever another JVM sent. */
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
