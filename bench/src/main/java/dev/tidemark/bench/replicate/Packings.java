package dev.tidemark.bench.replicate;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.MigrationResult;
import dev.tidemark.replicate.Replication;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.SqliteGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The first copy of a region with and without compression, over a link that is held back, and over one that is not. */
final class Packings {
    private static final int MIB = 1 << 20;
    private static final int SLOW = 50 * MIB;
    private static final int[] LEVELS = {0, 1, 3};
    private static final int WARM_UPS = 1;

    /** What the sample's guest needs for an account, and more. */
    private static final int BYTES_PER_ACCOUNT = 335;

    private final ByteBuffer random;
    private final Region randomRegion;
    private final OtherSide other;

    Packings(Region randomRegion, ByteBuffer random, OtherSide other) {
        this.randomRegion = randomRegion;
        this.random = random;
        this.other = other;
    }

    void measure(int rounds) throws IOException {
        ByteBuffer ram = ByteBuffer.allocateDirect(random.capacity());
        Region sqlite = Tidemark.track("sqlite", ram, LinkProgram.PAGE);
        Bank.load(SqliteGuest.open(ram), ram.capacity() / BYTES_PER_ACCOUNT);
        System.out.println(
                "| content | zstd | MiB sent | s at " + SLOW / MIB
                        + " MiB/s | s without a limit | processor time of both sides, ms, without a limit |\n|---|---|---|---|---|---|");
        for (int level : LEVELS) {
            measure("SQLite's pages", sqlite, level, rounds);
        }
        for (int level : LEVELS) {
            measure("random bytes", randomRegion, level, rounds);
        }
        java.lang.ref.Reference.reachabilityFence(ram);
        java.lang.ref.Reference.reachabilityFence(random);
    }

    private void measure(String content, Region region, int level, int rounds) throws IOException {
        List<Double> slow = new ArrayList<>();
        List<Double> fast = new ArrayList<>();
        List<Double> busy = new ArrayList<>();
        double mib = 0;
        for (int round = -WARM_UPS; round < rounds; round++) {
            Replication how = Replication.of(region).compressed(level);
            double before = other.busySeconds();
            MigrationResult free = move(how);
            double took = other.busySeconds() - before;
            MigrationResult held = move(how.bandwidth(SLOW));
            if (round >= 0) {
                slow.add(held.totalNanos() / 1e9);
                fast.add(free.totalNanos() / 1e9);
                busy.add(took * 1e3);
                mib = (double) free.wireBytes() / MIB;
            }
        }
        LinkProgram.row(
                "| %s | %s | %.1f | %.2f | %.2f | %.0f |",
                content,
                level == 0 ? "none" : "level " + level,
                mib,
                LinkProgram.median(slow),
                LinkProgram.median(fast),
                LinkProgram.median(busy));
    }

    private MigrationResult move(Replication how) throws IOException {
        int port = other.ask("replica-buffer");
        MigrationResult result =
                how.to(Endpoint.parse("127.0.0.1:" + port)).migration().run();
        other.awaitDone();
        return result;
    }
}
