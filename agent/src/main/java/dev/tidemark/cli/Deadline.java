package dev.tidemark.cli;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
        FutureTask<T> answer = new FutureTask<>(question::get);
        Thread thread = new Thread(answer, "ask-" + pid);
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw CliException.failed("JVM " + pid + " did not answer within " + seconds
                    + " s: it is stopped, hangs, or is very busy; try again, or see what it does with jcmd " + pid
                    + " Thread.print");
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
