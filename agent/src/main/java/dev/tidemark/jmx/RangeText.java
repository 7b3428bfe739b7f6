package dev.tidemark.jmx;

import dev.tidemark.options.Sizes;
import java.util.Locale;

/** A {@link RangeList} for a reader: a line of totals, a table in hex and decimal, and how to go on where it was cut. */
public final class RangeText {
    private RangeText() {}

    /**
     * Renders the list.
     *
     * @param howToGoOn what to call or type for the next part; shown only if there is one
     * @return lines that each end with {@code \n}
     */
    public static String render(RangeList list, String howToGoOn) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "region '%s', client %s, epoch %d\ndirty pages %d of %s, ranges %d, %s\n",
                list.region(),
                list.client(),
                list.epoch(),
                list.totalPages(),
                Sizes.format(list.pageSize()),
                list.totalRuns(),
                Sizes.humanAndExact(list.totalBytes())));
        if (list.offsets().length > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%18s %18s %16s %16s %10s\n",
                    "offset (hex)",
                    "length (hex)",
                    "offset",
                    "length",
                    "pages"));
        }
        long bytes = 0;
        long pages = 0;
        for (int i = 0; i < list.offsets().length; i++) {
            bytes += list.lengths()[i];
            pages += list.pages(i);
            text.append(String.format(
                    Locale.ROOT,
                    "%18s %18s %16d %16d %10d\n",
                    "0x" + Long.toHexString(list.offsets()[i]),
                    "0x" + Long.toHexString(list.lengths()[i]),
                    list.offsets()[i],
                    list.lengths()[i],
                    list.pages(i)));
        }
        if (list.nextOffset() >= 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "shown: ranges %d, pages %d, %s; there is more: %s\n",
                    list.offsets().length,
                    pages,
                    Sizes.humanAndExact(bytes),
                    howToGoOn));
        } else if (pages != list.totalPages()) {
            text.append(String.format(
                    Locale.ROOT,
                    "shown: ranges %d, pages %d, %s; this was the last part\n",
                    list.offsets().length,
                    pages,
                    Sizes.humanAndExact(bytes)));
        }
        return text.toString();
    }
}
