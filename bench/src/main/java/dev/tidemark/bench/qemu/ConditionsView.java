package dev.tidemark.bench.qemu;

import dev.tidemark.bench.report.Charts;
import dev.tidemark.bench.report.Page;
import dev.tidemark.bench.report.Picture;
import dev.tidemark.bench.report.SectionResult;
import dev.tidemark.bench.report.Text;
import dev.tidemark.bench.report.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** The smallest and the largest speed-up over each run, and a picture of the runs. */
public final class ConditionsView implements View {
    private static final List<String> SPEED_UPS = List.of(
            "speed-up, smallest–largest",
            "QEMU 2010",
            "looks, against a call per page",
            "of these, with dirty pages",
            "looks, against the loop",
            "harvests, against a call per page",
            "harvests, against the loop");
    private static final List<String> TIMES =
            List.of("time, fastest–slowest", "call per page", "loop", "Tidemark's look", "Tidemark's harvest");

    @Override
    public void show(List<SectionResult> results, Page page) {
        for (SectionResult result : results) {
            page.text("**JDK " + result.facts().java() + ".** " + result.origin());
            page.table(SPEED_UPS, lines(workload -> speedUps(result, workload)));
            page.table(TIMES, lines(workload -> times(result, workload)));
            page.picture(picture(result));
        }
    }

    private static List<List<String>> lines(Function<Workload, List<String>> line) {
        return List.of(Workload.values()).stream().map(line).toList();
    }

    private static List<String> speedUps(SectionResult result, Workload workload) {
        List<Check> looks = Check.of(result, Check.LOOK, workload);
        List<Check> harvests = Check.of(result, Check.HARVEST, workload);
        List<Check> dirty = looks.stream().filter(check -> check.pages() > 0).toList();
        return List.of(
                workload.title(),
                workload.reported(),
                ratios(looks, Check::speedUp),
                ratios(dirty, Check::speedUp),
                ratios(looks, Check::speedUpOfLoop),
                ratios(harvests, Check::speedUp),
                ratios(harvests, Check::speedUpOfLoop));
    }

    private static List<String> times(SectionResult result, Workload workload) {
        List<Check> looks = Check.of(result, Check.LOOK, workload);
        List<Check> harvests = Check.of(result, Check.HARVEST, workload);
        return List.of(
                workload.title(),
                nanos(looks, Check::callPerPage),
                nanos(looks, Check::loop),
                nanos(looks, Check::tidemark),
                nanos(harvests, Check::tidemark));
    }

    private static String ratios(List<Check> checks, ToDoubleFunction<Check> speedUp) {
        return Text.range(checks.stream().mapToDouble(speedUp).boxed().toList()) + "×";
    }

    private static String nanos(List<Check> checks, ToDoubleFunction<Check> time) {
        double fastest = checks.stream().mapToDouble(time).min().orElseThrow();
        double slowest = checks.stream().mapToDouble(time).max().orElseThrow();
        return Text.nanos(fastest) + "–" + Text.nanos(slowest);
    }

    private static Picture picture(SectionResult result) {
        int java = result.facts().java();
        XYChart chart = Charts.lines(
                "Checking all pages against QEMU's old way, JDK " + java,
                "check, in the order of the run",
                "times as fast");
        chart.getStyler().setYAxisLogarithmic(true);
        for (Workload workload : Workload.values()) {
            List<Double> speedUps = new ArrayList<>();
            Check.of(result, Check.LOOK, workload).forEach(check -> speedUps.add(check.speedUp()));
            chart.addSeries(
                    workload.title(),
                    IntStream.rangeClosed(1, speedUps.size()).boxed().toList(),
                    speedUps);
        }
        return new Picture("qemu-" + java, chart);
    }
}
