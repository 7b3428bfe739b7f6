package dev.tidemark.agent;

import dev.tidemark.jmx.AgentFacts;
import dev.tidemark.jmx.JmxRegistrar;
import dev.tidemark.track.RegionTracker;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * The agent's one thread: registers the beans off the application's start path, then once a second, or sooner when the tracker
 * says that something happened, ends regions whose memory is gone, tells the beans of regions that came and went inside
 * allocations, and expires harvests that nobody finished.
 */
final class Housekeeper implements Runnable {
    private static final long PERIOD_NANOS = 1_000_000_000;

    private final Log log;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Thread thread;
    private RegionTracker tracker;
    private AgentFacts facts;
    private JmxRegistrar beans;

    Housekeeper(Log log) {
        this.log = log;
        thread = new Thread(null, this, "tidemark", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Housekeeper.class.getClassLoader());
    }

    /** Something happened that listeners should hear. Never blocks. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /**
     * Starts the thread. Threads that name a region afterwards wait until the beans are there.
     *
     * @param forBeans null if no beans are wanted
     */
    void start(RegionTracker of, AgentFacts forBeans) throws InterruptedException {
        tracker = of;
        facts = forBeans;
        thread.start();
        started.await();
    }

    @Override
    public void run() {
        tracker.holdingDelivery(() -> {
            started.countDown();
            startBeans();
        });
        while (true) {
            LockSupport.parkNanos(PERIOD_NANOS);
            try {
                tracker.reap();
                tracker.deliver();
                if (beans != null) {
                    beans.expire(System.nanoTime());
                }
            } catch (RuntimeException e) {
                log.warn("housekeeping failed, goes on: " + e);
            }
        }
    }

    private void startBeans() {
        if (facts == null) {
            return;
        }
        try {
            beans = new JmxRegistrar(ManagementFactory.getPlatformMBeanServer(), tracker, facts, log::warn);
            beans.start();
        } catch (RuntimeException | LinkageError e) {
            log.warn("no JMX beans: " + e);
        }
    }
}
