package dev.tidemark.sample.point;

import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.GuestState.GlobalValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@linkplain GuestState state} of a guest as a few lines of text: what travels along with a snapshot of its memory.
 *
 * <p>The format, all numbers decimal: the header line, then {@code memory-pages N}, {@code database ADDRESS}, and one line
 * {@code global INDEX LOW HIGH} for each mutable global, by ascending index.
 */
public final class StateText {
    /** Name of the attachment. */
    public static final String NAME = "globals";

    private static final String HEADER = "tidemark-sample-state 1";
    private static final String MEMORY_PAGES = "memory-pages";
    private static final String DATABASE = "database";
    private static final String GLOBAL = "global";

    private StateText() {}

    /** The text, as bytes. */
    public static byte[] encode(GuestState state) {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        lines.add(MEMORY_PAGES + " " + state.memoryPages());
        lines.add(DATABASE + " " + state.database());
        for (GlobalValue global : state.globals()) {
            lines.add(GLOBAL + " " + global.index() + " " + global.low() + " " + global.high());
        }
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a state.
     *
     * @param bytes the attachment, or null if there is none
     * @throws IOException if it is not of this format; the message names the line
     */
    public static GuestState decode(byte[] bytes) throws IOException {
        if (bytes == null) {
            throw new IOException("the snapshot has no attachment '" + NAME + "', so it is not of this guest");
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException("attachment '" + NAME + "': the first line must be \"" + HEADER + "\"");
        }
        if (lines.size() < 3) {
            throw new IOException("attachment '" + NAME + "' must have at least 3 lines, has " + lines.size());
        }
        int memoryPages = (int) fields(lines, 1, MEMORY_PAGES, 1)[0];
        int database = (int) fields(lines, 2, DATABASE, 1)[0];
        List<GlobalValue> globals = new ArrayList<>();
        for (int line = 3; line < lines.size(); line++) {
            long[] values = fields(lines, line, GLOBAL, 3);
            globals.add(new GlobalValue((int) values[0], values[1], values[2]));
        }
        return new GuestState(memoryPages, database, globals);
    }

    private static long[] fields(List<String> lines, int index, String key, int count) throws IOException {
        String[] words = lines.get(index).split(" ");
        if (words.length == count + 1 && words[0].equals(key)) {
            try {
                long[] values = new long[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Long.parseLong(words[i + 1]);
                }
                return values;
            } catch (NumberFormatException e) {
                // Reported below, with the line.
            }
        }
        throw new IOException("attachment '" + NAME + "', line " + (index + 1) + ": must be \"" + key + "\" and "
                + count + " number(s): " + lines.get(index));
    }
}
