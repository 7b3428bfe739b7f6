package dev.tidemark.bench.peers;

import dev.tidemark.bench.report.Row;
import dev.tidemark.bench.report.SectionResult;
import java.util.List;
import java.util.Map;

/**
 * What one run found for one kind and size of memory, read from rows.
 *
 * @param kind of the memory, a name of {@link dev.tidemark.bench.BufferKind}
 * @param byteSize of the memory
 * @param result all rows of the run
 */
record PeerRun(String kind, long byteSize, SectionResult result) {
    /** What the rows tell: the phases of an interval. */
    static final String FIRST = "peers.first";

    static final String REST = "peers.rest";
    static final String FIND = "peers.find";
    static final String COPY = "peers.copy";

    /** Parameters of the rows. */
    static final String PEER = "peer";

    static final String KIND = "kind";
    static final String SIZE = "size";
    static final String PERCENT = "percent";

    /** All kinds and sizes of a result, in the order in which they were measured. */
    static List<PeerRun> all(SectionResult result) {
        return result.rows().stream()
                .map(row -> new PeerRun(row.parameter(KIND), Long.parseLong(row.parameter(SIZE)), result))
                .distinct()
                .toList();
    }

    /** The peers that could be measured. */
    List<PeerKind> peers() {
        return rows().stream()
                .map(row -> PeerKind.valueOf(row.parameter(PEER)))
                .distinct()
                .toList();
    }

    /** The shares of pages written that were measured, in percent, ascending. */
    List<String> percents() {
        return rows().stream().map(row -> row.parameter(PERCENT)).distinct().toList();
    }

    private List<Row> rows() {
        return result.rows().stream()
                .filter(row -> row.parameter(KIND).equals(kind))
                .filter(row -> row.parameter(SIZE).equals(Long.toString(byteSize)))
                .toList();
    }

    int dirtyPages(String percent) {
        return PeerFork.dirtyPages((int) (byteSize >>> GuestMemory.PAGE_SHIFT), Double.parseDouble(percent));
    }

    /** The median JVM's nanoseconds, phase by phase. */
    PeerResult interval(PeerKind peer, String percent) {
        return new PeerResult(
                percent,
                nanos(FIRST, peer, percent),
                nanos(REST, peer, percent),
                nanos(FIND, peer, percent),
                nanos(COPY, peer, percent));
    }

    /** What the peer adds to the work that {@link PeerKind#KNOWN} does. */
    PeerCost cost(PeerKind peer, String percent) {
        return PeerCost.of(peer, interval(peer, percent), interval(PeerKind.KNOWN, percent), dirtyPages(percent));
    }

    private double nanos(String phase, PeerKind peer, String percent) {
        return result.row(phase, Map.of(PEER, peer.name(), KIND, kind, SIZE, Long.toString(byteSize), PERCENT, percent))
                .orElseThrow(() -> new IllegalStateException("no row " + phase + " of " + peer + " at " + percent))
                .value();
    }
}
