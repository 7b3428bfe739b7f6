package dev.tidemark.replicate;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread that looks at clocks, and how this package makes threads. What runs on it never blocks. */
final class Watch {
    private static final ScheduledThreadPoolExecutor CLOCK =
            new ScheduledThreadPoolExecutor(1, task -> thread("tidemark-watch", task));

    static {
        CLOCK.setRemoveOnCancelPolicy(true);
        CLOCK.setKeepAliveTime(30, TimeUnit.SECONDS);
        CLOCK.allowCoreThreadTimeOut(true);
    }

    private Watch() {}

    static ScheduledFuture<?> every(long millis, Runnable check) {
        return CLOCK.scheduleWithFixedDelay(check, millis, millis, TimeUnit.MILLISECONDS);
    }

    static ScheduledFuture<?> after(long millis, Runnable task) {
        return CLOCK.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** A thread that does not keep the JVM alive. */
    static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
