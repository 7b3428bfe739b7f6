package dev.tidemark.track;

import dev.tidemark.boot.Marks;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;

/**
 * Who hears of marks, by region. Telling somebody of the first, and nobody after the last, throws the compiled code of every write
 * away; HotSpot stops compiling a method that lost its code 400 times, so this is done at most {@value #MAX_SWITCHES} times.
 *
 * <p>Thread-safe; {@link #accept} takes no lock.
 */
final class MarkWatch implements ObjLongConsumer<Marks> {
    static final int MAX_SWITCHES = 60;

    private static final Map<Marks, LongConsumer> LISTENERS = new ConcurrentHashMap<>();
    private static final MarkWatch WATCH = new MarkWatch();
    private static int switches;

    private MarkWatch() {}

    /** @param listener null for nobody */
    static synchronized void set(Marks marks, LongConsumer listener) {
        if (listener == null) {
            if (LISTENERS.remove(marks) != null && LISTENERS.isEmpty()) {
                switches++;
                Marks.tellOfMarks(null);
            }
            return;
        }
        if (LISTENERS.isEmpty()) {
            if (switches >= MAX_SWITCHES) {
                throw new IllegalStateException("writers were watched " + MAX_SWITCHES / 2
                        + " times in this JVM, which is the most: each time all code that writes is compiled anew;"
                        + " start the JVM again");
            }
            switches++;
        }
        LISTENERS.put(marks, listener);
        Marks.tellOfMarks(WATCH);
    }

    /** Runs inside a write. */
    @Override
    public void accept(Marks marks, long page) {
        LongConsumer listener = LISTENERS.get(marks);
        if (listener != null) {
            listener.accept(page);
        }
    }
}
