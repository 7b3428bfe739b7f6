package dev.tidemark.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Ports;
import dev.tidemark.it.Seed;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of calls a second while a guest writes: no wrong answer, no lost write, nothing that piles up. What it costs the guest is printed.
 * The long one: {@code mvn -pl agent verify -Dit.test=HostileLoadIT -Dtidemark.load.seconds=60 -Dtidemark.load.calls=10000}.
 */
class HostileLoadIT {
    private static final int SECONDS = Integer.getInteger("tidemark.load.seconds", 4);
    private static final int CALLS = Integer.getInteger("tidemark.load.calls", 2_000);
    private static final long MORE_HEAP = 6 << 20;

    @TempDir
    private Path folder;

    @Test
    void noWrongAnswerAndNoLeak() throws Exception {
        long seed = Seed.of("HostileLoadIT");
        String out = ForkedJvm.withAgent("min=off")
                .flags("-Xmx192m")
                .timeoutSeconds(600 + 4L * SECONDS)
                .run(
                        HostileLoadProgram.class,
                        Integer.toString(SECONDS),
                        Integer.toString(CALLS),
                        Long.toString(seed),
                        folder.toString(),
                        Integer.toString(Ports.free()))
                .expectSuccess()
                .stdout();
        System.out.print(
                out.lines().map(line -> "HostileLoadIT: " + line + "\n").reduce("", String::concat));
        Map<String, Long> figures = figures(out);
        assertTrue(out.startsWith("wrong=0\n"), out);
        assertTrue(out.contains("replica=same"), out);
        assertTrue(figures.get("answered") > 20 && figures.get("checked") > 20, out);
        assertTrue(figures.get("heap after") - figures.get("heap before") < MORE_HEAP, out);
        assertTrue(figures.get("threads after") - figures.get("threads before") <= 2, out);
        assertTrue(figures.get("files after") - figures.get("files before") <= 4, out);
    }

    /** Of {@code answered=5} and {@code heap before=5 after=6}. */
    private static Map<String, Long> figures(String out) {
        Map<String, Long> figures = new HashMap<>();
        Matcher one = Pattern.compile("(answered|checked)=(\\d+)").matcher(out);
        while (one.find()) {
            figures.put(one.group(1), Long.parseLong(one.group(2)));
        }
        Matcher two = Pattern.compile("(heap|threads|files) before=(\\d+) after=(\\d+)")
                .matcher(out);
        while (two.find()) {
            figures.put(two.group(1) + " before", Long.parseLong(two.group(2)));
            figures.put(two.group(1) + " after", Long.parseLong(two.group(3)));
        }
        assertEquals(8, figures.size(), out);
        return figures;
    }
}
