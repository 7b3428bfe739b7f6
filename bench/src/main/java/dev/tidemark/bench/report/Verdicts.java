package dev.tidemark.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The table of all targets: the value that each JDK showed, and whether it meets the target. */
final class Verdicts {
    private Verdicts() {}

    static void show(List<Target> targets, Path results, Page page) throws IOException {
        TreeSet<Integer> jdks = new TreeSet<>();
        for (Target target : targets) {
            ResultFile.of(results, target.section())
                    .forEach(result -> jdks.add(result.facts().java()));
        }
        List<String> header = new ArrayList<>(List.of("what", "target"));
        jdks.forEach(jdk -> header.add("JDK " + jdk));
        List<List<String>> table = new ArrayList<>();
        for (Target target : targets) {
            List<SectionResult> measured = ResultFile.of(results, target.section());
            List<String> line = new ArrayList<>(List.of(target.what(), target.bound()));
            for (int jdk : jdks) {
                line.add(measured.stream()
                        .filter(result -> result.facts().java() == jdk)
                        .findFirst()
                        .flatMap(target.find())
                        .map(found -> cell(target, found))
                        .orElse("not measured"));
            }
            table.add(line);
        }
        page.table(header, table);
    }

    private static String cell(Target target, Target.Found found) {
        String detail = found.detail().isEmpty() ? "" : " (" + found.detail() + ")";
        return Text.digits(found.value()) + target.unit() + detail + ": " + target.verdict(found.value());
    }
}
