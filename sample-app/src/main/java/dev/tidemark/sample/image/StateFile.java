package dev.tidemark.sample.image;

import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.GuestState.GlobalValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@linkplain GuestState state} of a guest as a few lines of text, beside its image.
 *
 * <p>The format, all numbers decimal: the header line, then {@code memory-pages N}, {@code database ADDRESS}, and one line
 * {@code global INDEX LOW HIGH} for each mutable global, by ascending index.
 */
public final class StateFile {
    private static final String HEADER = "tidemark-sample-state 1";
    private static final String MEMORY_PAGES = "memory-pages";
    private static final String DATABASE = "database";
    private static final String GLOBAL = "global";

    private StateFile() {}

    /** The state's file of an image: its name with {@code .globals} behind it. */
    public static Path of(Path image) {
        return image.resolveSibling(image.getFileName() + ".globals");
    }

    /** Replaces the file in one step: a reader sees the old state or the new one. */
    public static void write(Path path, GuestState state) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        lines.add(MEMORY_PAGES + " " + state.memoryPages());
        lines.add(DATABASE + " " + state.database());
        for (GlobalValue global : state.globals()) {
            lines.add(GLOBAL + " " + global.index() + " " + global.low() + " " + global.high());
        }
        Path next = path.resolveSibling(path.getFileName() + ".next");
        Files.write(next, lines);
        Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads a state.
     *
     * @throws IOException if the file cannot be read or is not of this format; the message names the file and the line
     */
    public static GuestState read(Path path) throws IOException {
        List<String> lines = Files.readAllLines(path);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException(path + ": the first line must be \"" + HEADER + "\"");
        }
        if (lines.size() < 3) {
            throw new IOException(path + ": must have at least 3 lines, has " + lines.size());
        }
        int memoryPages = (int) fields(path, lines, 1, MEMORY_PAGES, 1)[0];
        int database = (int) fields(path, lines, 2, DATABASE, 1)[0];
        List<GlobalValue> globals = new ArrayList<>();
        for (int line = 3; line < lines.size(); line++) {
            long[] values = fields(path, lines, line, GLOBAL, 3);
            globals.add(new GlobalValue((int) values[0], values[1], values[2]));
        }
        return new GuestState(memoryPages, database, globals);
    }

    private static long[] fields(Path path, List<String> lines, int index, String key, int count) throws IOException {
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
        throw new IOException(path + ", line " + (index + 1) + ": must be \"" + key + "\" and " + count + " number(s): "
                + lines.get(index));
    }
}
