package dev.tidemark.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChartBuilder;

class RenderingTest {
    private static final Section SECTION = new Section("a", 1, 1, bench -> List.of(), RenderingTest::show);
    private static final Target TARGET = Target.atMost(
            1.5,
            "×",
            "small",
            "a",
            result -> Optional.of(new Target.Found(result.rows().get(0).value(), "")));

    @TempDir
    Path docs;

    private Rendering rendering;

    @BeforeEach
    void measure() throws Exception {
        Files.writeString(docs.resolve("BENCHMARKS.md"), """
                <!-- generated: targets -->
                <!-- end: targets -->
                <!-- generated: a -->
                <!-- end: a -->
                """);
        rendering = new Rendering(List.of(SECTION), List.of(TARGET), docs);
        ResultFile.put(rendering.results(), result(17, 1.25));
        ResultFile.put(rendering.results(), result(25, 2));
        rendering.write();
    }

    @Test
    void theTableOfTargetsSaysWhatIsMet() throws Exception {
        String page = Files.readString(docs.resolve("BENCHMARKS.md"));

        assertTrue(page.contains("| what | target | JDK 17 | JDK 25 |"), page);
        assertTrue(page.contains("| small | ≤ 1.5× | 1.25×: met | 2.00×: **falls short by 0.500×** |"), page);
        assertEquals(List.of(), rendering.drift());
    }

    @Test
    void aNumberChangedByHandIsDrift() throws Exception {
        Path page = docs.resolve("BENCHMARKS.md");
        Files.writeString(page, Files.readString(page).replace("2.00×", "1.00×"));

        assertEquals(List.of("BENCHMARKS.md shows other numbers than the results"), rendering.drift());
    }

    @Test
    void newResultsMakePageAndPictureOld() throws Exception {
        ResultFile.put(rendering.results(), result(25, 3));

        assertEquals(
                List.of("BENCHMARKS.md shows other numbers than the results", "bench/a.svg is not of these results"),
                rendering.drift());
    }

    @Test
    void picturesThatAreMissingOrNoLongerShownAreDrift() throws Exception {
        Files.delete(rendering.results().resolve("a.svg"));
        Files.writeString(rendering.results().resolve("old.svg"), "");

        assertEquals(List.of("bench/a.svg is missing", "bench/old.svg is shown nowhere"), rendering.drift());

        rendering.write();
        assertEquals(List.of(), rendering.drift());
    }

    @Test
    void resultsOfASectionAreReplacedAndOthersStay() throws Exception {
        ResultFile.put(rendering.results(), result(17, 7));

        assertEquals(
                List.of(7.0, 2.0),
                ResultFile.of(rendering.results(), "a").stream()
                        .map(result -> result.rows().get(0).value())
                        .toList());
    }

    private static void show(List<SectionResult> results, Page page) {
        page.table(
                List.of("JDK", "value"),
                results.stream()
                        .map(result -> List.of(
                                "" + result.facts().java(),
                                Text.digits(result.rows().get(0).value())))
                        .toList());
        var chart =
                new XYChartBuilder().title("A picture").width(300).height(200).build();
        chart.addSeries("a", new double[] {1, 2}, new double[] {3, 4});
        page.picture(new Picture("a", chart));
    }

    private static SectionResult result(int java, double value) {
        Facts facts = new Facts(java, "a JVM", "a processor", 2, 4, "a system");
        Row row = Row.of("b", Map.of("c", "d"), "ns", List.of(value));
        return new SectionResult("a", facts, "2026-11-01", true, 1, 0, List.of(), List.of(row));
    }
}
