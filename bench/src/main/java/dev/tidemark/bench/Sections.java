package dev.tidemark.bench;

import dev.tidemark.bench.guest.GuestMeasurement;
import dev.tidemark.bench.peers.PeersMeasurement;
import dev.tidemark.bench.peers.PeersView;
import dev.tidemark.bench.qemu.Conditions;
import dev.tidemark.bench.qemu.ConditionsView;
import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Jmh;
import dev.tidemark.bench.report.JmhTables;
import dev.tidemark.bench.report.Measurement;
import dev.tidemark.bench.report.Row;
import dev.tidemark.bench.report.Section;
import dev.tidemark.bench.start.StartMeasurement;
import java.util.ArrayList;
import java.util.List;

/** The sections of the report, in the order in which they run. This table is all that the command and the page know of them. */
final class Sections {
    /** What all sections together may take on one JDK, in minutes. */
    static final double FULL_MINUTES = 35;

    /** What the quick run may take. */
    static final double QUICK_MINUTES = 9;

    private static final String MANY_REGIONS =
            "NO_AGENT,THIS_TRACKED,ONE_OF_EIGHT_TRACKED,ONE_OF_64_TRACKED,ANOTHER_LENGTH_TRACKED";

    /** All of them. */
    static final List<Section> ALL = List.of(
            new Section("qemu", 2.5, 1, new Conditions(), new ConditionsView()),
            new Section(
                    "barrier",
                    11,
                    2.5,
                    new Jmh(
                            "BarrierBenchmark -p size=65536 -f 4 -wi 3 -w 300ms -i 8 -r 60ms",
                            "BarrierBenchmark.*(Long|bulk4k) -p size=65536 -f 2 -wi 4 -w 60ms -i 8 -r 60ms"),
                    new JmhTables()),
            new Section(
                    "regions",
                    5,
                    0.5,
                    all(
                            new Jmh(
                                    "BarrierBenchmark.(random|sequential)Long -p size=65536 -p condition="
                                            + MANY_REGIONS + " -f 2 -wi 3 -w 300ms -i 8 -r 60ms",
                                    "BarrierBenchmark.randomLong -p size=65536 -p condition=" + MANY_REGIONS
                                            + " -f 1 -wi 4 -w 60ms -i 8 -r 60ms"),
                            new Jmh(
                                    "RegionsBenchmark -p condition=NO_AGENT,THIS_TRACKED -f 1 -wi 3 -w 300ms -i 8 -r 60ms",
                                    "RegionsBenchmark.everyPut -p regions=1,64 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 1 -wi 4 -w 60ms -i 8 -r 60ms")),
                    new JmhTables()),
            new Section(
                    "writers",
                    1,
                    0.5,
                    all(
                            new Jmh(
                                    "WritersBenchmark -p harvestMillis=0 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 3 -wi 5 -w 60ms -i 10 -r 50ms",
                                    "WritersBenchmark -p harvestMillis=0 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 1 -wi 4 -w 60ms -i 8 -r 60ms"),
                            new Jmh(
                                    "WritersBenchmark -p harvestMillis=10 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 1 -wi 5 -w 60ms -i 10 -r 50ms",
                                    "WritersBenchmark.two -p harvestMillis=10 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 1 -wi 4 -w 60ms -i 8 -r 60ms")),
                    new JmhTables()),
            new Section(
                    "writes",
                    2,
                    0.75,
                    all(
                            Sections::noteSegments,
                            new Jmh(
                                    "BulkBenchmark.array (Handle|Segment)Benchmark -p size=65536"
                                            + " -p condition=NO_AGENT,THIS_TRACKED -f 1 -wi 5 -w 60ms -i 10 -r 50ms",
                                    "BulkBenchmark.array (Handle|Segment)Benchmark.(sequential|fill4k) -p size=65536"
                                            + " -p bytes=64,4096,1048576 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 1 -wi 4 -w 60ms -i 8 -r 60ms"),
                            new Jmh(
                                    "BulkBenchmark.itself -p bytes=64,4096,65536 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 1 -wi 5 -w 60ms -i 10 -r 50ms",
                                    "BulkBenchmark.itself -p bytes=4096 -p condition=NO_AGENT,THIS_TRACKED"
                                            + " -f 1 -wi 4 -w 60ms -i 8 -r 60ms")),
                    new JmhTables()),
            new Section(
                    "scan",
                    3,
                    1,
                    new Jmh(
                            "(Scan|\\.Harvest|Tebibyte)Benchmark -f 3 -wi 4 -w 50ms -i 8 -r 50ms",
                            "(Scan|\\.Harvest|Tebibyte)Benchmark -f 1 -wi 4 -w 50ms -i 6 -r 50ms"),
                    new JmhTables()),
            new Section("peers", 4.5, 1.4, new PeersMeasurement(), new PeersView()),
            new Section(
                    "guest",
                    4,
                    1,
                    new GuestMeasurement(
                            new GuestMeasurement.Size(4, 50_000, 50, 60), new GuestMeasurement.Size(1, 20_000, 40, 40)),
                    new JmhTables()),
            new Section("start", 1, 0.3, new StartMeasurement(30, 9), new JmhTables()));

    private Sections() {}

    private static List<Row> noteSegments(Bench bench) {
        int jdk = Jvm.feature(bench.java());
        if (jdk < Jdk22.FEATURE) {
            bench.notes().add("Not on JDK " + jdk + ": memory segments, which JDK " + Jdk22.FEATURE + " made final.");
        }
        return List.of();
    }

    /** Several runs, one after the other. */
    private static Measurement all(Measurement... runs) {
        return bench -> {
            List<Row> rows = new ArrayList<>();
            for (Measurement run : runs) {
                rows.addAll(run.measure(bench));
            }
            return rows;
        };
    }
}
