package dev.tidemark.bench.replicate;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Random;

/**
 * What a link does: how fast a region is copied for the first time beside a plain socket, how long a guest stands still that dirties memory at
 * a steady rate while it moves, how many bytes that sends, and what compression makes of that (for which zstd-jni is on the class path).
 * The replica is a process of its own, over loopback. Prints tables.
 */
public final class LinkProgram {
    static final int PAGE = 4096;

    /** What the guest dirties, in MiB per second. */
    private static final int DIRTY_RATE = 50;

    private LinkProgram() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5 || !arguments[4].matches("copies|moves|both|packed")) {
            System.err.println("5 arguments: a directory for replicas, MiB of the region, rounds, direct or heap,"
                    + " and copies, moves, both or packed; given: " + arguments.length);
            System.exit(2);
        }
        int bytes = Integer.parseInt(arguments[1]) << 20;
        int rounds = Integer.parseInt(arguments[2]);
        ByteBuffer memory = arguments[3].equals("heap") ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
        Region region = Tidemark.track("guest-ram", memory, PAGE);
        Random random = new Random(1);
        for (int at = 0; at < bytes; at += 8) {
            memory.putLong(at, random.nextLong()); // neither zeros nor anything that could be left out
        }
        try (OtherSide other = OtherSide.start(Path.of(arguments[0]), bytes)) {
            if (arguments[4].equals("packed")) {
                new Packings(region, memory, other).measure(rounds);
                return;
            }
            if (!arguments[4].equals("moves")) {
                new Copies(region, memory, other).measure(rounds);
            }
            if (!arguments[4].equals("copies")) {
                new Moves(region, memory, other, DIRTY_RATE).measure(rounds);
            }
        }
    }

    static double median(Collection<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    static double max(Collection<Double> values) {
        return values.stream().mapToDouble(each -> each).max().orElseThrow();
    }

    static void row(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
