package dev.tidemark.bench.peers;

import dev.tidemark.bench.BufferKind;
import dev.tidemark.bench.Jdk22;
import dev.tidemark.bench.Jvm;
import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Measurement;
import dev.tidemark.bench.report.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures all peers: a JVM per peer, one of each in turn, odd rounds backwards, so that a drift of the machine favours nobody. */
public final class PeersMeasurement implements Measurement {
    private static final List<String> PERCENTS = List.of("0", "0.1", "1", "10", "50", "100");
    private static final List<String> FEWER_PERCENTS = List.of("0", "1", "100");

    private static final long MEBI = 1 << 20;

    /** What a JVM needs besides the memory, its copy and the peer's lists. */
    private static final long REST = 512 * MEBI;

    private static final List<Setup> QUICK = List.of(new Setup(BufferKind.DIRECT, 64 * MEBI, 2, 50, PERCENTS));

    private static final List<Setup> FULL = List.of(
            new Setup(BufferKind.DIRECT, 64 * MEBI, 2, 60, PERCENTS),
            new Setup(BufferKind.DIRECT, 512 * MEBI, 1, 100, PERCENTS),
            new Setup(BufferKind.DIRECT, 8192 * MEBI, 1, 100, FEWER_PERCENTS));

    @Override
    public List<Row> measure(Bench bench) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Setup setup : bench.quick() ? QUICK : FULL) {
            String obstacle = obstacle(setup.byteSize);
            if (obstacle == null) {
                rows.addAll(measure(bench, setup));
            } else {
                bench.notes().add("Not with " + setup.byteSize / MEBI + " MiB: " + obstacle + ".");
            }
        }
        return rows;
    }

    /** Why memory of that size and a copy cannot be had now, or null if they can. */
    private static String obstacle(long byteSize) throws IOException {
        Path info = Path.of("/proc/meminfo");
        if (!Files.isReadable(info)) {
            return null;
        }
        long needed = 2 * byteSize + REST;
        try (Stream<String> lines = Files.lines(info)) {
            long available = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(needed);
            return available >= needed
                    ? null
                    : needed / MEBI + " MiB are needed, " + available / MEBI + " MiB were available";
        }
    }

    private static List<Row> measure(Bench bench, Setup setup) throws IOException, InterruptedException {
        Map<PeerKind, List<List<PeerResult>>> forks = new EnumMap<>(PeerKind.class);
        List<PeerKind> peers = new ArrayList<>(List.of(PeerKind.values()));
        for (int round = 0; round < setup.rounds; round++) {
            List<PeerKind> order = new ArrayList<>(peers);
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (PeerKind peer : order) {
                List<String> lines = fork(bench, setup, peer);
                if (lines.get(0).startsWith(PeerFork.UNAVAILABLE)) {
                    String reason = lines.get(0).substring(PeerFork.UNAVAILABLE.length());
                    bench.notes().add("Not in " + setup.text() + ": " + peer.title() + ", because " + reason + ".");
                    peers.remove(peer);
                } else {
                    forks.computeIfAbsent(peer, none -> new ArrayList<>())
                            .add(lines.stream().map(PeerResult::parse).toList());
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        forks.forEach(
                (peer, results) -> IntStream.range(0, setup.percents.size()).forEach(share -> {
                    List<PeerResult> ofShare =
                            results.stream().map(fork -> fork.get(share)).toList();
                    rows.add(row(setup, peer, PeerRun.FIRST, ofShare, PeerResult::first));
                    rows.add(row(setup, peer, PeerRun.REST, ofShare, PeerResult::rest));
                    rows.add(row(setup, peer, PeerRun.FIND, ofShare, PeerResult::find));
                    rows.add(row(setup, peer, PeerRun.COPY, ofShare, PeerResult::copy));
                }));
        return rows;
    }

    private static Row row(
            Setup setup, PeerKind peer, String phase, List<PeerResult> forks, ToDoubleFunction<PeerResult> value) {
        Map<String, String> parameters = Map.of(
                PeerRun.PEER,
                peer.name(),
                PeerRun.KIND,
                setup.kind.name(),
                PeerRun.SIZE,
                Long.toString(setup.byteSize),
                PeerRun.PERCENT,
                forks.get(0).percent());
        return Row.of(
                phase,
                parameters,
                "ns",
                forks.stream().mapToDouble(value).boxed().toList());
    }

    private static List<String> fork(Bench bench, Setup setup, PeerKind peer) throws IOException, InterruptedException {
        long memory = 2 * setup.byteSize / MEBI;
        boolean heap = setup.kind == BufferKind.HEAP;
        List<String> options = new ArrayList<>(List.of(
                "-Xms" + (heap ? 2 * memory : 256) + "m",
                "-Xmx" + (heap ? 2 * memory + 256 : 256) + "m",
                "-XX:MaxDirectMemorySize=" + (heap ? 16 : memory + 16) + "m"));
        if (peer == PeerKind.TIDEMARK) {
            options.add(bench.agentOption("min=off"));
        }
        if (Jvm.feature(bench.java()) >= Jdk22.FEATURE) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        List<String> arguments = new ArrayList<>(
                List.of(peer.name(), setup.kind.name(), Long.toString(setup.byteSize), Long.toString(setup.millis)));
        arguments.addAll(setup.percents);
        return bench.fork(PeerFork.class, options, arguments.toArray(String[]::new));
    }

    /**
     * One kind and size of memory.
     *
     * @param rounds JVMs per peer
     * @param millis how long each share is measured per JVM, at least
     * @param percents shares of pages written in an interval
     */
    private record Setup(BufferKind kind, long byteSize, int rounds, long millis, List<String> percents) {
        String text() {
            return byteSize / MEBI + " MiB, " + kind.name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
