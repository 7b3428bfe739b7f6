package dev.tidemark.bench.replicate;

import dev.tidemark.Region;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.MigrationResult;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Round;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Migrations of a guest that dirties memory at a steady rate: how long it stands still, and how many bytes are sent, beside what would be sent
 * for the same rounds by who copies all each round, and by who compares hashes of all pages each round.
 */
final class Moves {
    /** What comparing sends per page: a hash of 16 bytes, there and back. */
    private static final long COMPARING_BYTES = 2 * 16;

    private static final int WARM_UPS = 2;

    private final Region region;
    private final ByteBuffer memory;
    private final OtherSide other;
    private final int dirtyMibPerSecond;

    Moves(Region region, ByteBuffer memory, OtherSide other, int dirtyMibPerSecond) {
        this.region = region;
        this.memory = memory;
        this.other = other;
        this.dirtyMibPerSecond = dirtyMibPerSecond;
    }

    void measure(int times) throws IOException {
        System.out.println(
                "\n| to | migrations | downtime, ms: predicted | median | most | from the last write here to the program there, ms:"
                        + " median | most | rounds | MiB sent | full copies, MiB | comparing, MiB |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|");
        measure("a buffer", "replica-buffer", times);
        measure("a file", "replica-file", times);
        measure("a file, forced to the disk", "replica-durable", times);
    }

    private void measure(String name, String command, int times) throws IOException {
        List<Double> predicted = new ArrayList<>();
        List<Double> downtime = new ArrayList<>();
        List<Double> endToEnd = new ArrayList<>();
        List<Double> rounds = new ArrayList<>();
        List<Double> sent = new ArrayList<>();
        List<Double> full = new ArrayList<>();
        List<Double> compared = new ArrayList<>();
        for (int i = -WARM_UPS; i < times; i++) {
            int port = other.ask(command);
            try (SteadyGuest guest = new SteadyGuest(memory, LinkProgram.PAGE, dirtyMibPerSecond)) {
                MigrationResult result = Replication.of(region)
                        .to(Endpoint.parse("127.0.0.1:" + port))
                        .guest(guest)
                        .migration()
                        .run();
                long toldNanos = other.awaitDone();
                if (i >= 0) {
                    Round before = result.rounds().get(result.rounds().size() - 2);
                    predicted.add(before.predictedDowntimeNanos() / 1e6);
                    downtime.add(result.downtimeNanos() / 1e6);
                    endToEnd.add((toldNanos - guest.lastWriteNanos()) / 1e6);
                    rounds.add((double) result.rounds().size());
                    sent.add(mib(result.wireBytes()));
                    full.add(mib((double) result.rounds().size() * memory.capacity()));
                    compared.add(mib(comparing(result.rounds())));
                }
            }
        }
        LinkProgram.row(
                "| %s | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f | %,.1f | %,.0f | %,.1f |",
                name,
                times,
                LinkProgram.median(predicted),
                LinkProgram.median(downtime),
                LinkProgram.max(downtime),
                LinkProgram.median(endToEnd),
                LinkProgram.max(endToEnd),
                LinkProgram.median(rounds),
                LinkProgram.median(sent),
                LinkProgram.median(full),
                LinkProgram.median(compared));
    }

    /** Counted, not run: the first round copies all, each further one has the hashes of all pages and the pages that differ. */
    private double comparing(List<Round> rounds) {
        long pages = memory.capacity() / LinkProgram.PAGE;
        double bytes = memory.capacity();
        for (Round round : rounds.subList(1, rounds.size())) {
            bytes += pages * COMPARING_BYTES + (double) round.sentPages() * LinkProgram.PAGE;
        }
        return bytes;
    }

    private static double mib(double bytes) {
        return bytes / (1 << 20);
    }
}
