package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void whatTheBeanSaidIsSaid() {
        assertEquals(
                "no client 'x'; clients: vga",
                Failures.explain(
                        new RuntimeMBeanException(new IllegalArgumentException("no client 'x'; clients: vga"))));
    }

    @Test
    void whatTheProxyWrappedIsUnwrapped() {
        Exception gone = new UndeclaredThrowableException(new InstanceNotFoundException("bean"));
        assertTrue(Failures.explain(gone).startsWith("the region ended while"));
        assertTrue(
                Failures.explain(new UndeclaredThrowableException(new AttributeNotFoundException("No such attribute")))
                        .contains("another version"));
        assertTrue(Failures.explain(new UndeclaredThrowableException(new IOException("reset")))
                .startsWith("lost the connection"));
    }

    @Test
    void permissionsAreNamed() {
        assertEquals("not permitted: access denied", Failures.explain(new SecurityException("access denied")));
    }

    @Test
    void anExplanationIsOneLine() {
        assertEquals("a b ?", Failures.explain(CliException.failed("a\n  b \u0007\n")));
        assertFalse(Failures.explain(new IllegalStateException()).contains("\n"));
    }

    @Test
    void whatNobodyExpectedNamesItsPlace() {
        NullPointerException thrown = new NullPointerException("x");
        assertTrue(Failures.explain(thrown)
                .startsWith("unexpected failure, please report it: java.lang.NullPointerException: x,"
                        + " at dev.tidemark.cli.FailuresTest.whatNobodyExpectedNamesItsPlace(FailuresTest.java:"));
        RuntimeException far = new ArrayStoreException("y");
        far.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.lang.Long", "parseLong", "Long.java", 7),
            new StackTraceElement("dev.tidemark.cli.Json", "read", "Json.java", 8)
        });
        assertTrue(Failures.explain(far).endsWith("y, at dev.tidemark.cli.Json.read(Json.java:8)"));
        far.setStackTrace(new StackTraceElement[0]);
        assertTrue(Failures.explain(far).endsWith("ArrayStoreException: y"));
    }
}
