package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeadlineTest {
    @Test
    void answersAndFailuresComeThrough() {
        assertEquals("yes", Deadline.within(10, 1, () -> "yes"));
        CliException failure = CliException.wrongUsage("no");
        assertSame(
                failure,
                assertThrows(
                        CliException.class,
                        () -> Deadline.within(10, 1, () -> {
                            throw failure;
                        })));
        AssertionError error = new AssertionError();
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () -> Deadline.within(10, 1, () -> {
                            throw error;
                        })));
    }

    @Test
    @Timeout(300)
    void aJvmThatHangsIsGivenUp() {
        CountDownLatch never = new CountDownLatch(1);
        CliException failure = assertThrows(
                CliException.class,
                () -> Deadline.within(1, 4711, () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return null;
                }));
        assertEquals(ExitCode.FAILED, failure.exitCode());
        assertTrue(failure.getMessage().startsWith("JVM 4711 did not answer within 1 s"), failure.getMessage());
        never.countDown();
    }
}
