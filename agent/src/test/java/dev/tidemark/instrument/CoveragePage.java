package dev.tidemark.instrument;

import dev.tidemark.boot.Hooks;
import dev.tidemark.instrument.scan.KnownFindings;
import dev.tidemark.instrument.scan.VerifiedBuilds;
import dev.tidemark.it.coverage.BufferMethods;
import dev.tidemark.it.coverage.BufferMethods.Method;
import dev.tidemark.it.coverage.BufferMethods.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes docs/COVERAGE.md: a template, and tables from the data that the tests check. */
final class CoveragePage {
    private static final int[] RELEASES = {17, 25};
    private static final String RESOURCES = "/coverage/";

    private CoveragePage() {}

    static String text() throws IOException {
        return resource("page.md")
                .replace("{{paths}}", paths())
                .replace("{{unseen}}", unseen())
                .replace("{{harmless}}", harmless())
                .replace("{{watched}}", (Hooks.WATCHED_LENGTH >> 10) + " KiB")
                .replace("{{hooks}}", hooks())
                .replace("{{scan}}", scan())
                .replace("{{builds}}", builds());
    }

    /** Numbers of the rows that {@code rows.txt} describes. */
    static Set<Integer> describedRows() throws IOException {
        return rows().keySet();
    }

    private static String paths() throws IOException {
        StringBuilder table = new StringBuilder(
                "| path | JDK | methods | how it is seen | since | price | tested by |\n|---|---|---:|---|---|---|---|\n");
        for (Map.Entry<Section, List<Method>> entry : bySection().entrySet()) {
            if (entry.getKey().isWritten()) {
                List<Method> methods = entry.getValue();
                path(table, entry.getKey(), releases(methods), Integer.toString(methods.size()));
            }
        }
        for (Section other : BufferMethods.otherPaths()) {
            path(table, other, "17, 25", "");
        }
        return table.toString().strip();
    }

    private static String unseen() throws IOException {
        StringBuilder table = new StringBuilder(
                "| path | JDK | how it is seen | since | price | tested by |\n|---|---|---|---|---|---|\n");
        for (String line : lines("unseen-paths.txt")) {
            row(table, line.split("\t"));
        }
        return table.toString().strip();
    }

    /** Simple names of the test classes that the page names. */
    static Set<String> namedTests() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : lines("unseen-paths.txt")) {
            names.addAll(List.of(line.split("\t")[5].split(", ")));
        }
        return names;
    }

    private static void path(StringBuilder table, Section section, String releases, String methods) throws IOException {
        Set<String> since = new TreeSet<>();
        Set<String> price = new TreeSet<>();
        List<String> seen = new ArrayList<>();
        for (int row : section.rows()) {
            String[] words = rows().get(row);
            since.add(words[1]);
            price.add(words[2]);
            Set<String> owners = owners(row);
            seen.add("row " + row + (owners.isEmpty() ? "" : ": " + String.join(", ", owners)));
        }
        row(
                table,
                section.name(),
                releases,
                methods,
                String.join("; ", seen),
                String.join(", ", since),
                String.join(", ", price),
                testedBy(section));
    }

    private static String testedBy(Section section) {
        if (section.obstacle() != null) {
            return "no test: " + section.obstacle();
        }
        return section.through() != null
                ? "its caller"
                : "oracle, " + String.join(", ", new TreeSet<>(section.groups()));
    }

    /** Classes of a row on any release, in code quotes. */
    private static Set<String> owners(int row) {
        Set<String> owners = new TreeSet<>();
        for (int release : RELEASES) {
            hooks(release, row).forEach(hook -> owners.add("`" + simpleName(hook.owner()) + "`"));
        }
        return owners;
    }

    private static String harmless() {
        StringBuilder table = new StringBuilder("| what they do | JDK | methods |\n|---|---|---:|\n");
        bySection().forEach((section, methods) -> {
            if (!section.isWritten()) {
                row(table, section.heading(), releases(methods), Integer.toString(methods.size()));
            }
        });
        return table.toString().strip();
    }

    private static String hooks() throws IOException {
        StringBuilder table = new StringBuilder(
                "| row | sees | in | methods on 17 | on 25 | since | price |\n|---:|---|---|---:|---:|---|---|\n");
        int[] totals = new int[RELEASES.length];
        for (Map.Entry<Integer, String[]> entry : rows().entrySet()) {
            Set<String> owners = owners(entry.getKey());
            String[] counts = new String[RELEASES.length];
            for (int i = 0; i < RELEASES.length; i++) {
                int methods = hooks(RELEASES[i], entry.getKey()).size();
                counts[i] = Integer.toString(methods);
                totals[i] += methods;
            }
            if (!owners.isEmpty()) {
                String[] words = entry.getValue();
                row(
                        table,
                        entry.getKey().toString(),
                        words[0],
                        String.join(", ", owners),
                        counts[0],
                        counts[1],
                        words[1],
                        words[2]);
            }
        }
        row(table, "", "all", "", Integer.toString(totals[0]), Integer.toString(totals[1]), "", "");
        return table.toString().strip();
    }

    private static String scan() throws IOException {
        Map<String, int[]> counts = new TreeMap<>(CoveragePage::compareReasons);
        int[] totals = new int[RELEASES.length];
        for (int i = 0; i < RELEASES.length; i++) {
            int release = i;
            KnownFindings.of(RELEASES[i]).values().forEach(reason -> {
                counts.computeIfAbsent(reason, any -> new int[RELEASES.length])[release]++;
                totals[release]++;
            });
        }
        StringBuilder table = new StringBuilder("| reason | places on 17 | on 25 |\n|---|---:|---:|\n");
        counts.forEach((reason, found) -> row(table, reason, Integer.toString(found[0]), Integer.toString(found[1])));
        row(table, "all", Integer.toString(totals[0]), Integer.toString(totals[1]));
        return table.toString().strip();
    }

    private static String builds() {
        StringBuilder list = new StringBuilder();
        for (String build : VerifiedBuilds.all()) {
            list.append("- ").append(build).append('\n');
        }
        return list.toString().strip();
    }

    /** Rows in the order of their numbers, then the rest by name. */
    private static int compareReasons(String one, String other) {
        int byRow = Integer.compare(rowOf(one), rowOf(other));
        return byRow != 0 ? byRow : one.compareTo(other);
    }

    private static int rowOf(String reason) {
        String number = reason.replaceFirst("^(?:behind )?row ([0-9]+):.*", "$1");
        return number.equals(reason) ? Integer.MAX_VALUE : Integer.parseInt(number);
    }

    private static Map<Section, List<Method>> bySection() {
        Map<Section, List<Method>> sections = new LinkedHashMap<>();
        for (Method method : BufferMethods.all()) {
            sections.computeIfAbsent(method.section(), any -> new ArrayList<>()).add(method);
        }
        return sections;
    }

    private static String releases(List<Method> methods) {
        StringBuilder releases = new StringBuilder();
        for (int release : RELEASES) {
            if (methods.stream().anyMatch(method -> method.isIn(release))) {
                releases.append(releases.length() == 0 ? "" : ", ").append(release);
            }
        }
        return releases.toString();
    }

    private static List<Hook> hooks(int jdk, int row) {
        return HookTable.forJdk(jdk).stream().filter(hook -> hook.row() == row).toList();
    }

    private static String simpleName(String internalName) {
        return internalName.startsWith("sun/misc/")
                ? internalName.replace('/', '.')
                : internalName.substring(internalName.lastIndexOf('/') + 1).replace('$', '.');
    }

    /** What they see, since when, and the price, by number. */
    private static Map<Integer, String[]> rows() throws IOException {
        Map<Integer, String[]> rows = new TreeMap<>();
        for (String line : lines("rows.txt")) {
            String[] words = line.split("\t");
            rows.put(Integer.valueOf(words[0]), new String[] {words[1], words[2], words[3]});
        }
        return rows;
    }

    private static void row(StringBuilder table, String... cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static List<String> lines(String name) throws IOException {
        return resource(name)
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = CoveragePage.class.getResourceAsStream(RESOURCES + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
