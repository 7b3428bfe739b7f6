package dev.tidemark.jmx;

import dev.tidemark.watch.Writer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A {@link WriterList} for a reader, and for flame graphs. */
public final class WriterText {
    private WriterText() {}

    /** By call site, and by thread; lines that each end with {@code \n}. */
    public static String render(WriterList list) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "region '%s': samples %d, one of %d pages; writers %d%s\n",
                list.region(),
                list.samples(),
                list.every(),
                list.total(),
                list.total() > list.writers().length ? ", of which are shown " + list.writers().length : ""));
        if (list.writers().length > 0) {
            table(text, "call site", bySite(list), list.samples());
            table(text, "thread", sum(list, Writer::thread), list.samples());
        }
        return text.toString();
    }

    /** Samples by call site, most first. */
    public static Map<String, Long> bySite(WriterList list) {
        return sum(list, writer -> writer.site().isEmpty() ? "(the JDK alone)" : writer.site());
    }

    /** Samples by thread, most first. */
    public static Map<String, Long> byThread(WriterList list) {
        return sum(list, Writer::thread);
    }

    /** Collapsed stacks: the thread, the methods from its first on, a blank, samples. A line each. */
    public static String collapsed(WriterList list) {
        StringBuilder text = new StringBuilder();
        for (Writer writer : list.writers()) {
            text.append(writer.thread().replaceAll("[;\\s\\p{Cntrl}]", "_"))
                    .append(';')
                    .append(writer.stack())
                    .append(' ')
                    .append(writer.samples())
                    .append('\n');
        }
        return text.toString();
    }

    private static Map<String, Long> sum(WriterList list, Function<Writer, String> key) {
        Map<String, Long> sums = Arrays.stream(list.writers())
                .collect(Collectors.groupingBy(key, Collectors.summingLong(Writer::samples)));
        List<Map.Entry<String, Long>> entries = sums.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        Map<String, Long> sorted = new LinkedHashMap<>();
        entries.forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private static void table(StringBuilder text, String title, Map<String, Long> rows, long samples) {
        text.append(String.format(Locale.ROOT, "\n%10s %7s  %s\n", "samples", "of", title));
        rows.forEach((key, count) -> text.append(String.format(
                Locale.ROOT,
                "%10d %5.1f %%  %s\n",
                count,
                100.0 * count / Math.max(1, samples),
                key.replaceAll("\\p{Cntrl}", "?"))));
    }
}
