package dev.tidemark.jmx;

import dev.tidemark.options.Sizes;
import dev.tidemark.watch.Measure;
import dev.tidemark.watch.Threshold;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationEmitter;
import javax.management.ObjectName;

/**
 * Sends the notifications of a bean, and through another one those of all regions.
 *
 * <p>Listeners run on a thread of their own, which exists while there is something to tell: one that hangs holds up other
 * listeners, and nothing else. Where more than {@value #MAX_WAITING} wait, the oldest is dropped.
 *
 * <p>Thread-safe.
 */
final class Notices {
    /** The value reached {@code high}. */
    static final String HIGH = "dev.tidemark.threshold.high";

    /** The value was {@code low} or less after that. */
    static final String LOW = "dev.tidemark.threshold.low";

    static final int MAX_WAITING = 1_000;

    private static final ThreadPoolExecutor DELIVERY = delivery();
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final ObjectName source;
    private final Notices alsoThrough;
    private final NotificationBroadcasterSupport listeners = new NotificationBroadcasterSupport(
            DELIVERY,
            new MBeanNotificationInfo(
                    new String[] {HIGH, LOW},
                    Notification.class.getName(),
                    "A threshold that somebody set was crossed: upwards, or downwards again. User data is a map: region, client,"
                            + " measure, value, high, low, seconds."));

    /** @param alsoThrough another bean that sends the same; may be null */
    Notices(ObjectName source, Notices alsoThrough) {
        this.source = source;
        this.alsoThrough = alsoThrough;
    }

    NotificationEmitter emitter() {
        return listeners;
    }

    /** @param seconds that a rate was measured over */
    void thresholdCrossed(String region, Threshold threshold, double seconds) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("region", region);
        facts.put("client", threshold.client());
        facts.put("measure", threshold.measure().text());
        facts.put("value", threshold.value());
        facts.put("high", threshold.high());
        facts.put("low", threshold.low());
        facts.put("seconds", seconds);
        String message = String.format(
                Locale.ROOT,
                "region '%s', client %s: %s, %s %s",
                region,
                threshold.client(),
                threshold.measure() == Measure.RATE
                        ? Sizes.human(threshold.value()) + "/s get dirty"
                        : Sizes.human(threshold.value()) + " are dirty",
                threshold.exceeded() ? "at or over" : "at or under",
                Sizes.human(threshold.exceeded() ? threshold.high() : threshold.low())
                        + (threshold.measure() == Measure.RATE ? "/s" : ""));
        send(threshold.exceeded() ? HIGH : LOW, message, facts);
    }

    private void send(String type, String message, Map<String, Object> facts) {
        Notification notification = new Notification(type, source, SEQUENCE.incrementAndGet(), message);
        notification.setUserData(facts);
        listeners.sendNotification(notification);
        if (alsoThrough != null) {
            alsoThrough.send(type, message, facts);
        }
    }

    private static ThreadPoolExecutor delivery() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                task -> {
                    Thread thread = new Thread(null, task, "tidemark-notices", 0, false);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardOldestPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
