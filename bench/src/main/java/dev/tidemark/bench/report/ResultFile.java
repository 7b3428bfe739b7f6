package dev.tidemark.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that was measured on one JDK, as {@code results-17.json}: the newest result of each section, a row per line. This is
 * the only class that knows the format.
 *
 * @param format 1
 * @param sections in the order in which they were measured first
 */
record ResultFile(int format, List<SectionResult> sections) {
    private static final int FORMAT = 1;
    private static final String PREFIX = "results-";
    private static final String SUFFIX = ".json";
    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .registerTypeAdapter(Row.class, new RowOnOneLine())
            .create();

    /** Replaces what the file of that JDK says of the section; the other sections stay. */
    static void put(Path directory, SectionResult result) throws IOException {
        Path file = directory.resolve(PREFIX + result.facts().java() + SUFFIX);
        List<SectionResult> sections = new ArrayList<>();
        if (Files.exists(file)) {
            sections.addAll(read(file).sections());
        }
        int at = sections.stream().map(SectionResult::section).toList().indexOf(result.section());
        if (at < 0) {
            sections.add(result);
        } else {
            sections.set(at, result);
        }
        Files.createDirectories(directory);
        Files.writeString(file, GSON.toJson(new ResultFile(FORMAT, sections)) + "\n");
    }

    /** What all files of the directory say of a section, oldest JDK first. */
    static List<SectionResult> of(Path directory, String section) throws IOException {
        List<SectionResult> results = new ArrayList<>();
        for (Path file : files(directory)) {
            read(file).sections().stream()
                    .filter(result -> result.section().equals(section))
                    .forEach(results::add);
        }
        results.sort(Comparator.comparingInt(result -> result.facts().java()));
        return results;
    }

    /** Tells whether a section's results are the same: a hash of all of them. */
    static String fingerprint(Path directory, String section) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(COMPACT.toJson(of(directory, section)).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
                    })
                    .sorted()
                    .toList();
        }
    }

    private static ResultFile read(Path file) throws IOException {
        ResultFile read = GSON.fromJson(Files.readString(file), ResultFile.class);
        if (read == null || read.format != FORMAT) {
            throw new IllegalStateException(file + " has format " + (read == null ? "none" : read.format) + ", not "
                    + FORMAT + ": delete it and measure again");
        }
        return read;
    }

    private static final class RowOnOneLine extends TypeAdapter<Row> {
        @Override
        public void write(JsonWriter out, Row row) throws IOException {
            out.jsonValue(COMPACT.toJson(row));
        }

        @Override
        public Row read(JsonReader in) {
            return COMPACT.fromJson(in, Row.class);
        }
    }
}
