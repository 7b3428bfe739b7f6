package dev.tidemark.track;

import dev.tidemark.boot.Marks;
import java.util.Arrays;
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

    private static final Map<Marks, LongConsumer[]> LISTENERS = new ConcurrentHashMap<>();
    private static final LongConsumer[] NOBODY = {};
    private static final MarkWatch WATCH = new MarkWatch();
    private static int switches;

    private MarkWatch() {}

    /** @throws IllegalStateException if it was the first one too often */
    static synchronized void add(Marks marks, LongConsumer listener) {
        if (LISTENERS.isEmpty()) {
            if (switches >= MAX_SWITCHES) {
                throw new IllegalStateException("writers were watched " + MAX_SWITCHES / 2
                        + " times in this JVM, which is the most: each time all code that writes is compiled anew;"
                        + " start the JVM again");
            }
            switches++;
        }
        LongConsumer[] before = LISTENERS.getOrDefault(marks, NOBODY);
        LongConsumer[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = listener;
        LISTENERS.put(marks, after);
        Marks.tellOfMarks(WATCH);
    }

    static synchronized void remove(Marks marks, LongConsumer listener) {
        LongConsumer[] before = LISTENERS.getOrDefault(marks, NOBODY);
        LongConsumer[] after =
                Arrays.stream(before).filter(each -> each != listener).toArray(LongConsumer[]::new);
        if (after.length == before.length) {
            return;
        }
        if (after.length > 0) {
            LISTENERS.put(marks, after);
            return;
        }
        LISTENERS.remove(marks);
        if (LISTENERS.isEmpty()) {
            switches++;
            Marks.tellOfMarks(null);
        }
    }

    /** Runs inside a write. */
    @Override
    public void accept(Marks marks, long page) {
        LongConsumer[] listeners = LISTENERS.get(marks);
        if (listeners != null) {
            for (LongConsumer each : listeners) {
                each.accept(page);
            }
        }
    }
}
