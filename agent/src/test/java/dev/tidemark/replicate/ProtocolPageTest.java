package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about replication gives the numbers of the class. {@code -Dtidemark.write=true} writes the table. */
class ProtocolPageTest {
    private static final Path PAGE = Path.of("../docs/REPLICATION.md");
    private static final String OPEN = "<!-- frames -->\n";

    @Test
    void framesAreThoseOfTheClass() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(OPEN) + OPEN.length();
        int to = page.indexOf("<!-- /frames -->");
        assertTrue(from >= OPEN.length() && to >= from);
        String right = page.substring(0, from) + table() + page.substring(to);
        if (Boolean.getBoolean("tidemark.write")) {
            Files.writeString(PAGE, right);
            return;
        }
        assertEquals(right, page, "write the table with -Dtidemark.write=true");
    }

    @Test
    void numbersInTheTextAreThoseOfTheClass() throws IOException {
        String page = Files.readString(PAGE);
        assertTrue(page.contains("The version is " + Protocol.VERSION_HIGH + "."));
        assertTrue(page.contains("at most " + (Protocol.MAX_RUN >> 10) + " KiB of the region"));
        assertTrue(page.contains((Receiver.WINDOW >> 20) + " MiB at first"));
        assertTrue(page.contains("for " + Timing.DEFAULT.silenceMillis() / 1000 + " s is given up"));
        StringBuilder magic = new StringBuilder();
        for (int shift = 56; shift >= 0; shift -= 8) {
            magic.append("%02X ".formatted(Protocol.MAGIC >>> shift & 0xff));
        }
        assertTrue(page.contains(magic.toString().strip()));
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder("| number | type | from | most bytes | meaning |\n|---|---|---|---|---|\n");
        for (Protocol.Type type : Protocol.Type.values()) {
            String from = type == Protocol.Type.HEARTBEAT ? "both" : type.fromSource ? "source" : "replica";
            table.append(
                    "| %d | `%s` | %s | %d | %s |%n".formatted(type.number, type, from, type.maxPayload, type.meaning));
            assertEquals(type, Protocol.Type.of(type.number));
        }
        return table.toString();
    }
}
