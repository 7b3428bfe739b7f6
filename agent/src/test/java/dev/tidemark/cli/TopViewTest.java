package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.jmx.HeatCells;
import dev.tidemark.track.ClientStats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopViewTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void thePictureFitsEveryWindow() {
        TopModel model = model(16_384, 1024, 40);
        int pictures = 0;
        for (int width = 1; width <= 240; width += 7) {
            for (int height = 1; height <= 70; height += 3) {
                for (TopInk ink : TopInk.values()) {
                    List<String> lines = new TopView(model, ink, true, width, height).draw("1 (Main)", "no answer");
                    assertTrue(lines.size() <= height, width + " x " + height + ": " + lines.size());
                    for (String line : lines) {
                        String seen = line.replaceAll("\u001b\\[[0-9;]*m", "");
                        assertTrue(seen.length() <= Math.max(width, 14), width + ": '" + seen + "'");
                    }
                    pictures++;
                }
            }
        }
        System.out.println("TopViewTest: pictures " + pictures);
    }

    @Test
    void theMapShowsEveryPage() {
        TopModel model = model(16_384, 1024, 1);
        for (int height : new int[] {30, 40, 60}) {
            List<String> lines = new TopView(model, TopInk.PLAIN, false, 80, height).draw("1 (Main)", null);
            String map = String.join(
                    "",
                    lines.stream()
                            .filter(line -> line.matches(" *0x[0-9a-f]+ [.1-9#]+"))
                            .map(line -> line.replaceAll(".* ", ""))
                            .toList());
            int pagesPerBlock = Integer.parseInt(lines.stream()
                    .filter(line -> line.startsWith("heat map"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(".*pages: ([0-9]+).*", "$1"));
            assertEquals((16_384 + pagesPerBlock - 1) / pagesPerBlock, map.length(), "height " + height);
            assertTrue(map.matches("[1-9#]{1,4}[.]+"), map);
        }
    }

    @Test
    void coloursAreForTerminalsAlone() {
        TopModel model = model(16_384, 1024, 3);
        String plain =
                String.join("\n", new TopView(model, TopInk.PLAIN, false, 100, Integer.MAX_VALUE).draw("1", null));
        assertTrue(plain.chars().allMatch(c -> c == '\n' || c >= 32 && c < 127), plain);
        assertFalse(plain.contains(" \n"), "no blanks at the end of a line");
        String coloured = String.join("\n", new TopView(model, TopInk.COLOURS, true, 100, 40).draw("1", null));
        assertTrue(coloured.contains("\u001b[48;5;196m"), "full");
        assertTrue(coloured.contains("\u001b[48;5;238m"), "clean");
        assertTrue(coloured.contains("\u2588"), "the highest rate");
    }

    @Test
    void hookFailuresAndNamesFromAnotherJvmDoNoHarm() {
        TopModel model = TopModelTest.model();
        RegionStatus region = TopModelTest.region("ram\u001b[2J", 10, "ba\nck", 3, 1, 0);
        model.update(new TopSample(
                0, 1, 4, List.of(region), region.name(), new HeatCells(1, Map.of("ba\nck", new int[10]))));
        String text = String.join("|", new TopView(model, TopInk.PLAIN, false, 100, 40).draw("1", null));
        assertTrue(text.contains("hooks: 4 FAILURES"), text);
        assertTrue(text.chars().allMatch(c -> c >= 32 && c < 127), text);
    }

    @Test
    void aRegionThatEndedWhileItWasAskedHasNoClients() {
        TopModel model = TopModelTest.model();
        RegionStatus region = TopModelTest.region("ram", 10, "backup", 3, 1, 0);
        RegionStatus ended = TopModelTest.withoutClients(region);
        for (RegionStatus each : List.of(ended, region, ended)) {
            model.update(new TopSample(0, 1, 0, List.of(each), "", null));
            model.moveClient(1);
            model.nextSort();
            String text = String.join("|", new TopView(model, TopInk.PLAIN, false, 100, 40).draw("1", null));
            assertTrue(text.contains("ram"), text);
        }
        model.update(new TopSample(0, 0, 0, List.of(), "", null));
        model.moveClient(1);
        assertFalse(
                new TopView(model, TopInk.PLAIN, false, 100, 40).draw("1", null).isEmpty());
    }

    /** A region whose first block is dirty throughout, after some seconds of writing. */
    private static TopModel model(int pages, int cells, int regions) {
        TopModel model = TopModelTest.model();
        int[] heat = new int[cells];
        Arrays.fill(heat, 0, 4, pages / cells);
        for (int second = 0; second < 30; second++) {
            RegionStatus[] all = new RegionStatus[regions];
            for (int i = 0; i < regions; i++) {
                all[i] = TopModelTest.region("ram" + i, pages, "backup", second * 10L, 1, 0);
                all[i].clients().put("vga", new ClientStats(second, second * 4096L, 0, 0, 0));
            }
            model.update(new TopSample(
                    second * SECOND,
                    1 << 20,
                    0,
                    List.of(all),
                    "ram0",
                    new HeatCells(pages / cells, Map.of("backup", heat, "vga", new int[cells]))));
        }
        return model;
    }
}
