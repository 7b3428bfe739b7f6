package dev.tidemark.jconsole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tidemark.it.ForkedJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/TOUR.md} shows, on a display of its own: {@code mvn -pl agent verify -Pui -Dit.test=TourIT}. The script
 * {@code docs/tour/pictures.sh} runs it on both JDKs, and takes the pictures over.
 */
@EnabledIfSystemProperty(named = "tidemark.ui", matches = "true", disabledReason = "needs Xvfb: profile ui")
class TourIT {
    @TempDir
    private Path folder;

    @Test
    void theBeansAreReadableAndCallableInJConsole() throws Exception {
        try (Display display = Display.open();
                ForkedJvm.Running guest = start()) {
            System.out.println("TourIT: " + display.drive(MBeansDriver.class, guest.pid()));
        }
    }

    @Test
    void topIsInColoursInATerminal() throws Exception {
        Files.writeString(folder.resolve("tmux.conf"), "set -g status-right ''\n");
        try (Display display = Display.open();
                ForkedJvm.Running guest = start()) {
            List<String> xterm = new ArrayList<>(List.of(
                    "xterm",
                    "-geometry",
                    "112x38+0+0",
                    "-fa",
                    "DejaVu Sans Mono",
                    "-fs",
                    "10",
                    "-bg",
                    "#101418",
                    "-fg",
                    "#d0d4d8",
                    "-e"));
            xterm.addAll(tmux("new-session", "-s", "tour"));
            xterm.add("'" + ForkedJvm.java() + "' -Xmx64m -jar '" + ForkedJvm.agentJar() + "' top " + guest.pid());
            ProcessBuilder terminal = display.program(xterm);
            terminal.environment().put("LC_ALL", "C.UTF-8");
            terminal.environment().remove("NO_COLOR");
            terminal.environment().remove("TMUX");
            Process window = Display.start(terminal);
            try {
                await("heat map for client migration");
                await("hottest ranges");
                run("send-keys", "-t", "tour", "s");
                await("by size");
                await("\u001b[48;5;");
                TimeUnit.SECONDS.sleep(15); // rates over time
                System.out.println("TourIT: " + display.drive(ScreenDriver.class, guest.pid()));
                run("send-keys", "-t", "tour", "q");
                assertTrue(window.waitFor(20, TimeUnit.SECONDS), "q ends top, and with it the terminal");
            } finally {
                window.destroyForcibly().waitFor();
            }
        }
    }

    private void await(String words) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String seen = "";
        while (System.nanoTime() < end) {
            Process look = Display.start(new ProcessBuilder(tmux("capture-pane", "-p", "-e", "-t", "tour")));
            seen = new String(look.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (seen.contains(words)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        fail("no '" + words + "' in the terminal: " + seen);
    }

    private void run(String... command) throws Exception {
        assertEquals(0, Display.start(new ProcessBuilder(tmux(command))).waitFor());
    }

    /** A server of its own, which ends with its session. */
    private List<String> tmux(String... command) {
        List<String> all = new ArrayList<>(List.of(
                "tmux",
                "-f",
                folder.resolve("tmux.conf").toString(),
                "-S",
                folder.resolve("tmux").toString()));
        all.addAll(List.of(command));
        return all;
    }

    private static ForkedJvm.Running start() {
        ForkedJvm.Running guest = ForkedJvm.withAgent("min=off")
                .flags("-Xmx96m")
                .timeoutSeconds(400)
                .start(TourGuest.class);
        guest.awaitLine("ready");
        return guest;
    }
}
