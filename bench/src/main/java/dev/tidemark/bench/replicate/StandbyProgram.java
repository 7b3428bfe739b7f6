package dev.tidemark.bench.replicate;

import com.sun.management.OperatingSystemMXBean;
import dev.tidemark.Guest;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replica;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Standby;
import dev.tidemark.replicate.StandbyStatus;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.SqliteGuest;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a standby costs the guest: SQLite makes transactions in a tracked buffer, in turns with a standby in another JVM, an epoch every 100
 * ms, and without. A slice is timed when the standby has its first epochs. Prints a table. Arguments: pairs of slices, seconds of each.
 */
public final class StandbyProgram implements Guest {
    private static final int RAM_BYTES = 32 << 20;
    private static final int ACCOUNTS = 100_000;
    private static final int WARM_UP = 20_000;
    private static final int FIRST_EPOCHS = 3;
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ReentrantLock machine = new ReentrantLock(true); // fair, for the guest takes it again at once
    private final Random random = new Random(42);
    private final Bank bank;
    private final Region region;
    private final Endpoint there;
    private final ProcessHandle replica;

    private StandbyProgram(Endpoint there, ProcessHandle replica) {
        this.there = there;
        this.replica = replica;
        ByteBuffer ram = ByteBuffer.allocateDirect(RAM_BYTES);
        region = Tidemark.track("guest", ram);
        bank = Bank.load(SqliteGuest.open(ram), ACCOUNTS);
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1 && arguments[0].equals("replica")) {
            receive();
            return;
        }
        if (arguments.length != 2) {
            System.err.println("2 arguments: pairs of slices, seconds of each; given: " + arguments.length);
            System.exit(2);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-cp",
                        OtherSide.jarOf(StandbyProgram.class) + ":" + OtherSide.jarOf(Replica.class),
                        StandbyProgram.class.getName(),
                        "replica")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            Endpoint there = Endpoint.parse(lines.readLine());
            new StandbyProgram(there, process.toHandle())
                    .measure(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        } finally {
            process.destroy();
        }
    }

    /** The other JVM: a replica in memory, until nobody is there any more. */
    private static void receive() throws IOException {
        try (Replica replica =
                Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocateDirect(RAM_BYTES))) {
            System.out.println(replica.endpoint());
            System.in.read();
        }
    }

    private void measure(int pairs, int seconds) throws IOException {
        bank.transfer(random, WARM_UP);
        slice(seconds, true); // warms up what sends
        List<Slice> without = new ArrayList<>();
        List<Slice> with = new ArrayList<>();
        List<Double> cost = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            boolean first = pair % 2 == 0;
            Slice one = slice(seconds, first);
            Slice other = slice(seconds, !first);
            with.add(first ? one : other);
            without.add(first ? other : one);
            cost.add(100 - 100 * with.get(pair).perSecond / without.get(pair).perSecond);
        }
        System.out.println("| standby | transactions/s | CPU of the guest's thread, µs per transaction"
                + " | CPU of the rest of its JVM, ms/s | CPU of the replica's JVM, ms/s | bytes sent/s | pause, ms: median | longest |"
                + "\n|---|---|---|---|---|---|---|---|");
        row("none", without);
        row("every " + INTERVAL.toMillis() + " ms", with);
        List<Double> sorted = cost.stream().sorted().toList();
        System.out.printf(
                "%nCost in transactions per second, median of %d pairs of %d s: %.1f %% (%.1f to %.1f)%n",
                pairs, seconds, sorted.get(pairs / 2), sorted.get(0), sorted.get(pairs - 1));
    }

    private static void row(String standby, List<Slice> slices) {
        System.out.printf(
                "| %s | %,.0f | %.0f | %.0f | %.0f | %,.0f | %.2f | %.1f |%n",
                standby,
                median(slices.stream().map(Slice::perSecond)),
                median(slices.stream().map(Slice::guestMicros)),
                median(slices.stream().map(Slice::restMillis)),
                median(slices.stream().map(Slice::replicaMillis)),
                median(slices.stream().map(Slice::bytes)),
                median(slices.stream().map(Slice::usualPauseMillis)),
                slices.stream().mapToDouble(Slice::pauseMillis).max().orElse(0));
    }

    private static double median(java.util.stream.Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private Slice slice(int seconds, boolean replicated) {
        if (!replicated) {
            return work(seconds, null);
        }
        try (Standby standby = Replication.of(region).to(there).guest(this).standby(INTERVAL)) {
            while (standby.status().epochs() < FIRST_EPOCHS) {
                transfer();
            }
            Slice slice = work(seconds, standby);
            if (!standby.status().problem().isEmpty()) {
                throw new IllegalStateException(standby.status().problem());
            }
            return slice;
        }
    }

    private Slice work(int seconds, Standby standby) {
        long bytes = standby == null ? 0 : standby.status().wireBytes();
        long thread = threads.getCurrentThreadCpuTime();
        long process = system.getProcessCpuTime();
        long other = replicaNanos();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        long count = 0;
        long epochs = 0;
        List<Double> pauses = new ArrayList<>();
        while (System.nanoTime() < end) {
            transfer();
            count++;
            StandbyStatus now = standby == null ? null : standby.status();
            if (now != null && now.epochs() != epochs) {
                epochs = now.epochs();
                pauses.add(now.lastPauseNanos() / 1e6);
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        double own = threads.getCurrentThreadCpuTime() - thread;
        StandbyStatus status = standby == null ? null : standby.status();
        return new Slice(
                count / took,
                own / count / 1e3,
                (system.getProcessCpuTime() - process - own) / took / 1e6,
                (replicaNanos() - other) / took / 1e6,
                status == null ? 0 : (status.wireBytes() - bytes) / took,
                pauses.isEmpty() ? 0 : median(pauses.stream()),
                status == null ? 0 : status.maxPauseNanos() / 1e6);
    }

    private long replicaNanos() {
        return replica.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private void transfer() {
        machine.lock();
        try {
            bank.transfer(random, 1);
        } finally {
            machine.unlock();
        }
    }

    @Override
    public void quiesce() {
        machine.lock();
    }

    @Override
    public void resume() {
        machine.unlock();
    }

    @Override
    public void stop() {
        machine.unlock();
    }

    /** What one slice came to. */
    private record Slice(
            double perSecond,
            double guestMicros,
            double restMillis,
            double replicaMillis,
            double bytes,
            double usualPauseMillis,
            double pauseMillis) {}
}
