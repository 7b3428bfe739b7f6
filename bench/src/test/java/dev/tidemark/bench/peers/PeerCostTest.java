package dev.tidemark.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerCostTest {
    private static final PeerResult KNOWN = new PeerResult("1", 100, 6300, 5, 1000);

    @Test
    void whatAPeerDoesIsCounted() {
        PeerResult result = new PeerResult("1", 150, 12600, 70, 1100);

        assertEquals(new PeerCost(120, 10, 10), PeerCost.of(PeerKind.TIDEMARK, result, KNOWN, 10));
        assertEquals(new PeerCost(120, 0, 10), PeerCost.of(PeerKind.KERNEL, result, KNOWN, 10));
        assertEquals(new PeerCost(70, 0, 10), PeerCost.of(PeerKind.MISMATCH, result, KNOWN, 10));
        assertEquals(new PeerCost(170, 0, 10), PeerCost.of(PeerKind.FULL_COPY, result, KNOWN, 10));
        assertEquals(
                120 + 10 * 63 * 10,
                PeerCost.of(PeerKind.TIDEMARK, result, KNOWN, 10).asMeasured());
    }

    @Test
    void noiseIsNoGain() {
        PeerResult result = new PeerResult("1", 90, 6200, 70, 900);

        assertEquals(new PeerCost(70, 0, 10), PeerCost.of(PeerKind.TIDEMARK, result, KNOWN, 10));
        assertEquals(new PeerCost(70, 0, 10), PeerCost.of(PeerKind.FULL_COPY, result, KNOWN, 10));
    }

    @Test
    void breakEvenIsWhereTheCostsAreEqual() {
        PeerCost marks = new PeerCost(50, 2, 10);
        PeerCost pass = new PeerCost(1050, 0, 10);

        double stores = marks.storesUntilDearerThan(pass);

        assertEquals(510, stores);
        assertEquals(marks.at(stores / 10), pass.at(stores / 10));
        assertEquals(-510, pass.storesUntilDearerThan(marks));
        assertEquals(Double.POSITIVE_INFINITY, marks.storesUntilDearerThan(new PeerCost(60, 3, 10)));
        assertEquals(0, new PeerCost(60, 3, 10).storesUntilDearerThan(marks));
    }

    @Test
    void breakEvenIsReadable() {
        assertEquals("cheaper up to 510 k", PeersView.stores(510_000));
        assertEquals("cheaper from 5.10 M", PeersView.stores(-5_100_000));
        assertEquals("always cheaper", PeersView.stores(Double.POSITIVE_INFINITY));
        assertEquals("never cheaper", PeersView.stores(0));
        assertEquals("2.00×", PeersView.against(10, 5));
        assertEquals("1/2.00", PeersView.against(5, 10));
    }

    @Test
    void sharesCrossBetweenTwoThatWereMeasured() {
        List<Double> percents = List.of(0.0, 10.0, 50.0, 100.0);

        assertEquals("cheaper up to 30.0 %", PeersView.share(percents, List.of(9.0, 5.0, -5.0, -7.0)));
        assertEquals("cheaper from 5.00 %, up to 75.0 %", PeersView.share(percents, List.of(-1.0, 1.0, 2.0, -2.0)));
        assertEquals("always cheaper", PeersView.share(percents, List.of(1.0, 1.0, 2.0, 2.0)));
        assertEquals("never cheaper", PeersView.share(percents, List.of(-1.0, -1.0, -2.0, -2.0)));
    }

    @Test
    void aLineIsReadAsItWasWritten() {
        assertEquals(KNOWN, PeerResult.parse(KNOWN.line()));
        assertEquals(
                new PeerResult("0.1", 2, 2.5, 7, 1),
                PeerResult.ofMedians(
                        "0.1",
                        List.of(new long[] {1, 1, 7, 1}, new long[] {2, 2, 7, 1}, new long[] {2, 3, 7, 1}, new long[] {
                            9, 9, 7, 1
                        })));
    }
}
