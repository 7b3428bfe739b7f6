package dev.tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The command line: JMH's own, with two options more.
 *
 * <ul>
 *   <li>{@code --quick}: 2 forks of 4 + 10 iterations of 80 ms, where JMH's options do not say otherwise.
 *   <li>{@code --markdown}: print tables for the documentation in place of JMH's output, progress to stderr.
 * </ul>
 *
 * The result file ({@code -rf}, {@code -rff}) is kept from JMH, whose runs are many here: it is written once, at the end.
 */
final class Arguments {
    private static final int QUICK_FORKS = 2;
    private static final int QUICK_WARMUPS = 4;
    private static final int QUICK_MEASUREMENTS = 10;
    private static final TimeValue QUICK_TIME = TimeValue.milliseconds(80);
    private static final Set<String> ONLY_INFORM = Set.of("-h", "-l", "-lp", "-lprof", "-lrf");

    private final CommandLineOptions jmh;
    private final ResultFormatType resultFormat;
    private final String resultFile;
    private final boolean quick;
    private final boolean markdown;
    private final boolean onlyInforms;

    private Arguments(List<String> args) throws CommandLineOptionException {
        List<String> rest = new ArrayList<>(args);
        quick = rest.removeAll(List.of("--quick"));
        markdown = rest.removeAll(List.of("--markdown"));
        onlyInforms = args.stream().anyMatch(ONLY_INFORM::contains);
        CommandLineOptions all = new CommandLineOptions(rest.toArray(String[]::new));
        removeWithValue(rest, "-rf");
        removeWithValue(rest, "-rff");
        jmh = new CommandLineOptions(rest.toArray(String[]::new));
        resultFormat = all.getResultFormat().orElse(Defaults.RESULT_FORMAT);
        boolean wanted = all.getResult().hasValue() || all.getResultFormat().hasValue();
        resultFile = wanted
                ? all.getResult()
                        .orElse(Defaults.RESULT_FILE_PREFIX + "."
                                + resultFormat.toString().toLowerCase(java.util.Locale.ROOT))
                : null;
        if (jmh.getForkCount().hasValue() && jmh.getForkCount().get() < 1) {
            throw new IllegalArgumentException("-f must be at least 1: each condition needs a JVM of its own");
        }
        if (jmh.getOutput().hasValue()) {
            throw new IllegalArgumentException("-o is not supported: redirect the output");
        }
    }

    static Arguments parse(String[] args) throws CommandLineOptionException {
        return new Arguments(List.of(args));
    }

    /** JMH's options without those for the result file. */
    CommandLineOptions jmh() {
        return jmh;
    }

    /** Null if none is wanted. */
    String resultFile() {
        return resultFile;
    }

    ResultFormatType resultFormat() {
        return resultFormat;
    }

    boolean markdown() {
        return markdown;
    }

    /** Whether JMH is only asked for help or a list. */
    boolean onlyInforms() {
        return onlyInforms;
    }

    /** The java program that forks run. */
    Path jvm() {
        return jmh.getJvm().hasValue() ? Path.of(jmh.getJvm().get()) : Jvm.own();
    }

    /** How many forks of each benchmark, one per round. */
    int rounds(int annotated) {
        return jmh.getForkCount().orElse(quick ? QUICK_FORKS : annotated);
    }

    /** Options for one fork. */
    ChainedOptionsBuilder fork() {
        ChainedOptionsBuilder options = new OptionsBuilder().parent(jmh).forks(1);
        if (quick) {
            options.warmupIterations(jmh.getWarmupIterations().orElse(QUICK_WARMUPS))
                    .warmupTime(jmh.getWarmupTime().orElse(QUICK_TIME))
                    .measurementIterations(jmh.getMeasurementIterations().orElse(QUICK_MEASUREMENTS))
                    .measurementTime(jmh.getMeasurementTime().orElse(QUICK_TIME));
        }
        return options;
    }

    private static void removeWithValue(List<String> args, String option) {
        args.removeIf(arg -> arg.startsWith(option + "="));
        int at = args.indexOf(option);
        if (at >= 0) {
            args.subList(at, Math.min(at + 2, args.size())).clear();
        }
    }
}
