package dev.tidemark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * Entry class of benchmarks.jar. Takes JMH's options, and {@code --quick} and {@code --markdown} besides; see {@link
 * Arguments}.
 */
public final class Main {
    private Main() {}

    /** Runs; exit code 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) throws IOException {
        System.exit(run(args));
    }

    private static int run(String[] args) throws IOException {
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.onlyInforms()) {
                org.openjdk.jmh.Main.main(args);
                return 0;
            }
            PrintStream out = System.out;
            if (arguments.markdown()) {
                System.setOut(System.err); // JMH copies what forks say to both
            }
            Collection<RunResult> results = new Rounds(arguments, AgentJar.find()).run();
            report(arguments, results, out);
            return 0;
        } catch (CommandLineOptionException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            return 2;
        } catch (RunnerException | IllegalStateException e) {
            System.err.println("benchmarks: " + e.getMessage());
            return 1;
        }
    }

    private static void report(Arguments arguments, Collection<RunResult> results, PrintStream out) throws IOException {
        if (arguments.resultFile() != null) {
            try (PrintStream file = new PrintStream(arguments.resultFile(), "UTF-8")) {
                ResultFormatFactory.getInstance(arguments.resultFormat(), file).writeOut(results);
            }
        }
        if (arguments.markdown()) {
            MarkdownReport.write(out, List.copyOf(results));
        } else {
            ResultFormatFactory.getInstance(ResultFormatType.TEXT, out).writeOut(results);
        }
    }
}
