package dev.tidemark.it.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording has the events, whether it begins with the JVM or later; without one, nothing of the recorder is loaded. */
class FlightIT {
    /** Rounds of the program: two of the recorder's, of a second each, fall into them; or one of the agent's housekeeping. */
    private static final String RECORDED = "2300";

    private static final String UNRECORDED = "1500";

    @TempDir
    Path directory;

    @Test
    void aRecordingFromTheStartHasEveryEvent() throws Exception {
        Path file = directory.resolve("start.jfr");
        try (ForkedJvm.Running jvm = ForkedJvm.withAgent("min=off,log=debug")
                .flags("-XX:StartFlightRecording=filename=" + file + ",settings=default", "-Xlog:jfr*=off")
                .start(FlightProgram.class, directory.resolve("store").toString(), RECORDED)) {
            jvm.awaitLine("ready");
            jvm.awaitErrorLine("tidemark: Flight Recorder runs, events are connected");
            jvm.send("go");
            jvm.await().expectSuccess();
        }
        check(file, "start");
        any(read(file, "Harvest"), event -> event.getString("client").equals("first"));
    }

    @Test
    void aRecordingThatBeginsLaterHasThemToo() throws Exception {
        Path file = directory.resolve("late.jfr");
        try (ForkedJvm.Running jvm = ForkedJvm.withAgent("min=off,log=debug")
                .start(FlightProgram.class, directory.resolve("store").toString(), RECORDED)) {
            jvm.awaitLine("ready");
            jcmd(jvm, "JFR.start", "filename=" + file);
            jvm.awaitErrorLine("tidemark: Flight Recorder runs, events are connected");
            jvm.send("go");
            jvm.await().expectSuccess();
        }
        check(file, "open");
    }

    @Test
    void withoutARecordingNothingOfItIsLoaded() {
        String loaded;
        try (ForkedJvm.Running jvm = ForkedJvm.withAgent("min=off")
                .flags("-Xlog:class+load")
                .start(FlightProgram.class, directory.resolve("store").toString(), UNRECORDED)) {
            jvm.awaitLine("ready");
            jvm.send("go");
            loaded = jvm.await().expectSuccess().stdout();
        }
        assertTrue(loaded.contains("dev.tidemark.agent.FlightWatch"), "the watch was not there");
        List<String> lines = loaded.lines()
                .filter(line -> line.contains(" jdk.jfr.") || line.contains(" dev.tidemark.flight."))
                .toList();
        assertEquals(List.of(), lines);
    }

    @Test
    void aRuntimeWithoutTheRecorderIsFine() {
        ForkedJvm.Result result;
        try (ForkedJvm.Running jvm = ForkedJvm.withAgent("min=off,log=debug")
                .flags("--limit-modules=java.management,java.instrument,jdk.unsupported")
                .start(FlightProgram.class, directory.resolve("store").toString(), UNRECORDED)) {
            jvm.awaitLine("ready");
            jvm.send("go");
            result = jvm.await().expectSuccess();
        }
        assertFalse(result.stderr().contains("Flight"), result.toString());
        assertFalse(result.stderr().contains("housekeeping failed"), result.toString());
    }

    /** @param seen how it began for the region that was there early */
    private static void check(Path file, String seen) throws Exception {
        List<RecordedEvent> harvests = read(file, "Harvest");
        assertTrue(
                harvests.stream()
                        .anyMatch(event -> event.getString("client").equals("backup")
                                && event.getLong("pages") == 3
                                && event.getLong("runs") == 2
                                && event.getLong("bytes") == 3 << 12
                                && event.getLong("epoch") == 3
                                && event.getString("region").equals("ram")
                                && event.getStackTrace().getFrames().stream().anyMatch(frame -> frame.getMethod()
                                        .getType()
                                        .getName()
                                        .equals(FlightProgram.class.getName()))),
                harvests::toString);
        List<RecordedEvent> regions = read(file, "Region");
        any(regions, event -> is(event, "ram", seen) && event.getLong("byteSize") == 64 << 12);
        any(regions, event -> is(event, "other", "start"));
        any(
                regions,
                event -> is(event, "other", "end") && event.getString("reason").equals("it was closed"));
        List<RecordedEvent> snapshots = read(file, "Snapshot");
        assertEquals(1, snapshots.size(), snapshots::toString);
        any(snapshots, event -> event.getBoolean("full") && event.getLong("total") > 0);
        List<RecordedEvent> rates = read(file, "DirtyRate");
        any(rates, event -> event.getString("client").equals("backup") && event.getDouble("bytesPerSecond") > 0);
        any(rates, event -> event.getString("client").equals("vga") && event.getLong("dirtyPages") == 64);
        Process print = new ProcessBuilder(
                        ForkedJvm.java().resolveSibling("jfr").toString(),
                        "print",
                        "--events",
                        "dev.tidemark.Harvest",
                        file.toString())
                .start();
        String text = new String(print.getInputStream().readAllBytes());
        assertTrue(text.contains("dev.tidemark.Harvest {") && text.contains("client = \"backup\""), text);
    }

    private static boolean is(RecordedEvent event, String region, String state) {
        return event.getString("region").equals(region)
                && event.getString("state").equals(state);
    }

    private static void any(List<RecordedEvent> events, Predicate<RecordedEvent> wanted) {
        assertTrue(events.stream().anyMatch(wanted), events::toString);
    }

    private static List<RecordedEvent> read(Path file, String name) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.tidemark." + name))
                .toList();
    }

    private static void jcmd(ForkedJvm.Running jvm, String... command) throws Exception {
        String[] all = new String[2 + command.length];
        all[0] = ForkedJvm.java().resolveSibling("jcmd").toString();
        all[1] = Long.toString(jvm.pid());
        System.arraycopy(command, 0, all, 2, command.length);
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }
}
