package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OptionTableTest {
    private static final String BEGIN = "<!-- options:begin -->";
    private static final Path README = Path.of("..", "README.md");
    private static final String END = "<!-- options:end -->";

    @Test
    void keysAreUniqueAndDefaultsObeyTheirRules() {
        assertEquals(OptionTable.ALL.size(), new HashSet<>(OptionTable.keys()).size());
        for (Option<?> option : OptionTable.ALL) {
            assertEquals(option.defaultText(), option.formatOwn(option.parse(option.defaultText())), option.key());
        }
    }

    @Test
    void bothRenderingsHoldEveryRow() {
        String words = OptionTable.toText().replaceAll("\\s+", " ");
        for (Option<?> option : OptionTable.ALL) {
            assertTrue(words.contains(option.key() + " default "), option.key());
            assertTrue(words.contains(option.meaning()), option.meaning());
            assertTrue(words.contains("must be " + option.rule()), option.rule());
            assertTrue(OptionTable.toMarkdown().contains("| `" + option.key() + "` | "), option.key());
        }
        OptionTable.toText().lines().forEach(line -> assertTrue(line.length() <= 110, line));
        OptionTable.toMarkdown().lines().forEach(line -> assertEquals(5, line.split("\\|", -1).length - 1, line));
    }

    /** The README carries the table between its markers, and other pages may: it must be this one. */
    @TestFactory
    List<DynamicTest> documentationCarriesThisTable() throws IOException {
        try (Stream<Path> pages = documentation()) {
            return pages.filter(page -> page.equals(README) || read(page).contains(BEGIN))
                    .map(page -> DynamicTest.dynamicTest(page.toString(), () -> compare(read(page))))
                    .toList();
        }
    }

    @Test
    void tablesHaveAsciiNumbersAndPlainLineBreaksInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertTrue(OptionTable.toText().chars().allMatch(c -> c < 128 && c != '\r'));
            assertTrue(
                    AgentOptions.parse("min=1000,page=128k").toString().chars().allMatch(c -> c < 128));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static void compare(String page) {
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        if (begin < BEGIN.length()) {
            fail("no " + BEGIN);
        }
        int end = page.indexOf(END, begin);
        if (end < 0) {
            fail(BEGIN + " without " + END + " after it");
        }
        assertEquals(
                OptionTable.toMarkdown().strip(),
                page.substring(begin, end).strip(),
                "put the table of OptionTable.toMarkdown() between the markers");
    }

    private static Stream<Path> documentation() throws IOException {
        Path docs = README.resolveSibling("docs");
        Stream<Path> inDocs = Files.isDirectory(docs)
                ? Files.walk(docs).filter(path -> path.toString().endsWith(".md"))
                : Stream.empty();
        return Stream.concat(Stream.of(README), inDocs);
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
