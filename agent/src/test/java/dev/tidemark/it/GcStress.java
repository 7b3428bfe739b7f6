package dev.tidemark.it;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Collects garbage all the time, beside all tests of this JVM, with {@code -Dtidemark.gc=stress}: a region lives as long as its buffer is
 * reachable, and a test that tracks a buffer which nobody holds fails by chance, once a collection comes at the wrong moment. With
 * {@code JDK_JAVA_OPTIONS=-XX:+UseSerialGC} such moments come soonest, and with {@code -Xcomp} in it locals end at their last use.
 * JUnit finds this class by itself.
 */
public final class GcStress implements BeforeAllCallback {
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    @Override
    public void beforeAll(ExtensionContext context) {
        if ("stress".equals(System.getProperty("tidemark.gc")) && !STARTED.getAndSet(true)) {
            Thread thread = new Thread(GcStress::collect, "gc-stress");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void collect() {
        try {
            while (true) {
                long start = System.nanoTime();
                System.gc();
                Thread.sleep(1 + (System.nanoTime() - start) / 1_000_000); // half of the time is the tests'
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
