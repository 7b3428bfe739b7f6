package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about the format gives the numbers of the class. {@code -Dtidemark.write=true} writes the tables. */
class FormatPageTest {
    private static final Path PAGE = Path.of("../docs/SNAPSHOT-FORMAT.md");

    @Test
    void tablesAreThoseOfTheClass() throws IOException {
        String page = Files.readString(PAGE);
        String right = with(with(page, "fields", fields()), "runs", runs());
        if (Boolean.getBoolean("tidemark.write")) {
            Files.writeString(PAGE, right);
            return;
        }
        assertEquals(right, page, "write the tables with -Dtidemark.write=true");
    }

    @Test
    void numbersInTheTextAreThoseOfTheClass() throws IOException {
        String page = Files.readString(PAGE);
        assertTrue(page.contains("| fixed header | " + SnapshotFormat.FIXED_BYTES + " |"));
        assertTrue(page.contains("| run index | " + SnapshotFormat.RUN_BYTES + " × `RUN_COUNT` |"));
        assertTrue(page.contains("`VERSION` is " + SnapshotFormat.VERSION + "."));
        assertTrue(page.contains("at most " + SnapshotFormat.MAX_ATTACHMENTS + ", "
                + (SnapshotFormat.MAX_ATTACHMENT_BYTES >> 20) + " MiB together"));
        assertTrue(page.contains("A run with data has at most " + (SnapshotFormat.MAX_RUN_DATA >> 20) + " MiB"));
        assertTrue(page.contains(SnapshotFormat.SUFFIX + "`") && page.contains(StoreDirectory.PART + "`"));
    }

    @Test
    void fieldsFillTheFixedHeaderAndTheEntry() {
        int fixed = 0;
        for (SnapshotFormat.Field field : SnapshotFormat.Field.values()) {
            assertEquals(fixed, field.offset());
            fixed += field.size;
        }
        assertEquals(SnapshotFormat.FIXED_BYTES, fixed);
        int run = 0;
        for (SnapshotFormat.RunField field : SnapshotFormat.RunField.values()) {
            run += field.size;
        }
        assertEquals(SnapshotFormat.RUN_BYTES, run);
    }

    private static String fields() {
        StringBuilder table = new StringBuilder("| offset | size | field | meaning |\n|---|---|---|---|\n");
        for (SnapshotFormat.Field field : SnapshotFormat.Field.values()) {
            row(table, field.offset(), field.size, field.name(), field.meaning);
        }
        return table.toString();
    }

    private static String runs() {
        StringBuilder table = new StringBuilder("| offset | size | field | meaning |\n|---|---|---|---|\n");
        int offset = 0;
        for (SnapshotFormat.RunField field : SnapshotFormat.RunField.values()) {
            row(table, offset, field.size, field.name(), field.meaning);
            offset += field.size;
        }
        return table.toString();
    }

    private static void row(StringBuilder table, int offset, int size, String name, String meaning) {
        table.append("| %d | %d | `%s` | %s |%n".formatted(offset, size, name, meaning));
    }

    private static String with(String page, String marker, String table) {
        String open = "<!-- " + marker + " -->\n";
        int from = page.indexOf(open) + open.length();
        int to = page.indexOf("<!-- /" + marker + " -->");
        assertTrue(from >= open.length() && to >= from, () -> "no markers for " + marker);
        return page.substring(0, from) + table + page.substring(to);
    }
}
