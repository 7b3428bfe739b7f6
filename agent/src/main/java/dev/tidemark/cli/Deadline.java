package dev.tidemark.cli;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks another JVM on a thread of its own, because neither the attach API nor JMX gives up on a JVM that hangs. */
final class Deadline {
    /** For one JVM among many. */
    static final int GLANCE_SECONDS = 5;

    /** For the JVM that the user named: a start of the agent, or a look at many large regions, takes a while. */
    static final int SECONDS = 30;

    private Deadline() {}

    /**
     * The answer, or what the question threw.
     *
     * @throws CliException if there is no answer in time; the thread that asked is left behind, and ends with this JVM
     */
    static <T> T within(int seconds, long pid, Supplier<T> question) {
        return whileHeard(seconds, pid, heard -> question.get());
    }

    /**
     * As {@link #within}, but the time counts from when the question last called what it is given: for long work that is told of again
     * and again.
     */
    static <T> T whileHeard(int seconds, long pid, Function<Runnable, T> question) {
        AtomicLong heardAt = new AtomicLong(System.nanoTime());
        FutureTask<T> answer = new FutureTask<>(() -> question.apply(() -> heardAt.set(System.nanoTime())));
        Thread thread = new Thread(answer, "ask-" + pid);
        thread.setDaemon(true);
        thread.start();
        try {
            while (true) {
                long left = heardAt.get() + TimeUnit.SECONDS.toNanos(seconds) - System.nanoTime();
                try {
                    return answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (heardAt.get() + TimeUnit.SECONDS.toNanos(seconds) - System.nanoTime() <= 0) {
                        throw CliException.failed("JVM " + pid + " did not answer within " + seconds
                                + " s: it is stopped, hangs, or is very busy; try again, or see what it does with jcmd "
                                + pid
                                + " Thread.print");
                    }
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while JVM " + pid + " was asked", e);
        }
    }
}
