package dev.tidemark.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time of all processes that this JVM started and that have ended, from Linux's {@code /proc}; steps of 10 ms. */
final class ChildrenTime {
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final double MILLIS_PER_TICK = 10;

    /** Fields behind the command's name, counted from 0. */
    private static final int USER = 13;

    private static final int SYSTEM = 14;

    private ChildrenTime() {}

    static boolean isKnown() {
        return Files.isReadable(STAT);
    }

    static double millis() throws IOException {
        String line = Files.readString(STAT);
        String[] fields =
                line.substring(line.lastIndexOf(')') + 2).split(" "); // the name may contain blanks and brackets
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * MILLIS_PER_TICK;
    }
}
