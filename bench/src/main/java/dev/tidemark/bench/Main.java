package dev.tidemark.bench;

import dev.tidemark.bench.report.Jmh;
import dev.tidemark.bench.report.JmhTables;
import dev.tidemark.bench.report.Page;
import dev.tidemark.bench.report.Report;
import dev.tidemark.bench.report.ReportOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * Entry class of benchmarks.jar: {@code report} makes the {@link Report}; else JMH's options are taken, and {@code --quick} and
 * {@code --markdown} besides, see {@link Arguments}.
 */
public final class Main {
    private static final String REPORT = "report";

    private Main() {}

    /** Runs; exit code 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(args));
    }

    private static int run(String[] args) throws IOException, InterruptedException {
        try {
            if (args.length > 0 && args[0].equals(REPORT)) {
                return report(List.of(args).subList(1, args.length));
            }
            Arguments arguments = Arguments.parse(args);
            if (arguments.onlyInforms()) {
                org.openjdk.jmh.Main.main(args);
                return 0;
            }
            PrintStream out = System.out;
            if (arguments.markdown()) {
                System.setOut(System.err); // JMH copies what forks say to both
            }
            print(arguments, new Rounds(arguments, AgentJar.find()).run(), out);
            return 0;
        } catch (CommandLineOptionException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            return 2;
        } catch (RunnerException | IllegalStateException e) {
            System.err.println("benchmarks: " + e.getMessage());
            return 1;
        }
    }

    private static int report(List<String> args) throws IOException, InterruptedException {
        ReportOptions options = ReportOptions.parse(args, AgentJar.ofProject("docs"));
        Path agent = AgentJar.find();
        System.setOut(System.err); // JMH copies what forks say to both
        Report report = new Report(Sections.ALL, Targets.ALL, arguments -> jmh(agent, arguments), agent, System.err);
        return report.run(options) ? 0 : 1;
    }

    private static Collection<RunResult> jmh(Path agent, String... args)
            throws CommandLineOptionException, RunnerException {
        String[] silent =
                Stream.concat(Stream.of("--markdown"), Stream.of(args)).toArray(String[]::new);
        return new Rounds(Arguments.parse(silent), agent).run();
    }

    private static void print(Arguments arguments, Collection<RunResult> results, PrintStream out) throws IOException {
        if (arguments.resultFile() != null) {
            try (PrintStream file = new PrintStream(arguments.resultFile(), "UTF-8")) {
                ResultFormatFactory.getInstance(arguments.resultFormat(), file).writeOut(results);
            }
        }
        if (arguments.markdown()) {
            Page page = new Page();
            page.text(Jmh.origin(results.iterator().next()));
            JmhTables.tables(Jmh.rows(results.stream()), page);
            out.print(page.markdown());
        } else {
            ResultFormatFactory.getInstance(ResultFormatType.TEXT, out).writeOut(results);
        }
    }
}
