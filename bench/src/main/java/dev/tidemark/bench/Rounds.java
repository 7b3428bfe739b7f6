package dev.tidemark.bench;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks fork by fork. JMH has one set of JVM arguments for all parameters of a benchmark, and finishes all forks of
 * one before it starts the next; here each {@link Condition} has its own arguments, and a round is one fork of every
 * condition. So the conditions of a round share the machine's mood, and odd rounds run backwards, so that a drift favours
 * nobody. JMH writes {@code "forks": 1} into the parameters of a result; its raw data has them all.
 */
final class Rounds {
    private static final String CONDITION = "condition";

    /** A parameter with the agent's options, for a benchmark that needs others; with ; for , which separates values. */
    private static final String AGENT = "agent";

    private static final String AGENT_OPTIONS = "min=off";

    private final Arguments arguments;
    private final Path agent;
    private final OutputFormat output;
    private int done;
    private int total;

    Rounds(Arguments arguments, Path agent) {
        this.arguments = arguments;
        this.agent = agent;
        VerboseMode verbosity = arguments.markdown()
                ? VerboseMode.SILENT
                : arguments.jmh().verbosity().orElse(VerboseMode.NORMAL);
        this.output = withoutSummaries(OutputFormatFactory.createFormatInstance(System.out, verbosity));
    }

    /** Runs what the arguments select. */
    Collection<RunResult> run() throws RunnerException {
        List<String> includes = arguments.jmh().getIncludes();
        Collection<BenchmarkListEntry> benchmarks = BenchmarkList.defaultList()
                .find(
                        output,
                        includes.isEmpty() ? List.of(".*") : includes,
                        arguments.jmh().getExcludes());
        List<Group> groups = new ArrayList<>();
        int jdk = Jvm.feature(arguments.jvm());
        for (BenchmarkListEntry benchmark : benchmarks) {
            if (needsJdk(benchmark) > jdk) {
                System.err.println(
                        benchmark.getUsername() + " needs JDK " + needsJdk(benchmark) + ": left out on JDK " + jdk);
                continue;
            }
            for (Map<String, String> parameters : combinations(benchmark)) {
                Group group = new Group(
                        benchmark.getUsername(),
                        parameters,
                        conditions(benchmark),
                        hasConditions(benchmark),
                        arguments.rounds(benchmark.getForks().orElse(1)));
                groups.add(group);
                total += group.conditions.size() * group.rounds;
            }
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("no benchmark matches " + includes + "; -l lists them");
        }
        List<RunResult> results = new ArrayList<>();
        for (Group group : groups) {
            results.addAll(run(group));
        }
        return results;
    }

    private List<RunResult> run(Group group) throws RunnerException {
        Map<Condition, List<BenchmarkResult>> forks = new LinkedHashMap<>();
        group.conditions.forEach(condition -> forks.put(condition, new ArrayList<>()));
        for (int round = 0; round < group.rounds; round++) {
            List<Condition> order = new ArrayList<>(group.conditions);
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Condition condition : order) {
                forks.get(condition).addAll(fork(group, condition).getBenchmarkResults());
            }
        }
        List<RunResult> results = new ArrayList<>();
        forks.forEach((condition, data) -> results.add(new RunResult(data.get(0).getParams(), data)));
        return results;
    }

    private RunResult fork(Group group, Condition condition) throws RunnerException {
        // The command line's own includes stay in force, so all other benchmarks are excluded.
        ChainedOptionsBuilder options = arguments.fork().exclude("^(?!" + Pattern.quote(group.benchmark) + "$)");
        group.parameters.forEach(options::param);
        if (group.hasConditions) {
            options.param(CONDITION, condition.name());
        }
        List<String> jvmArgs =
                new ArrayList<>(arguments.jmh().getJvmArgsAppend().orElse(List.of()));
        if (condition.hasAgent()) {
            jvmArgs.add("-javaagent:" + agent + "="
                    + group.parameters.getOrDefault(AGENT, AGENT_OPTIONS).replace(';', ','));
        }
        options.jvmArgsAppend(jvmArgs.toArray(String[]::new));
        done++;
        if (arguments.markdown()) {
            System.err.println("[" + done + "/" + total + "] " + group.benchmark + " " + group.parameters
                    + (group.hasConditions ? " " + condition : ""));
        }
        Collection<RunResult> results = new Runner(options.build(), output).run();
        if (results.size() != 1) {
            throw new IllegalStateException("a fork failed: " + group.benchmark + " " + group.parameters + " "
                    + condition + "; run it without --markdown to see why");
        }
        return results.iterator().next();
    }

    /** The conditions to compare; for a benchmark that has none, the agent runs. */
    private List<Condition> conditions(BenchmarkListEntry benchmark) {
        if (!hasConditions(benchmark)) {
            return List.of(Condition.NOTHING_TRACKED);
        }
        return values(benchmark, CONDITION).stream().map(Condition::valueOf).toList();
    }

    private static int needsJdk(BenchmarkListEntry benchmark) {
        try {
            NeedsJdk needs = Class.forName(benchmark.getUserClassQName(), false, Rounds.class.getClassLoader())
                    .getAnnotation(NeedsJdk.class);
            return needs == null ? 0 : needs.value();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no class of " + benchmark.getUsername(), e);
        }
    }

    private static boolean hasConditions(BenchmarkListEntry benchmark) {
        return benchmark.getParams().orElse(Map.of()).containsKey(CONDITION);
    }

    /** Every combination of the benchmark's other parameters. */
    private List<Map<String, String>> combinations(BenchmarkListEntry benchmark) {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (String name : names(benchmark)) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> combination : combinations) {
                for (String value : values(benchmark, name)) {
                    Map<String, String> one = new LinkedHashMap<>(combination);
                    one.put(name, value);
                    longer.add(one);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    private static List<String> names(BenchmarkListEntry benchmark) {
        List<String> names =
                new ArrayList<>(benchmark.getParams().orElse(Map.of()).keySet());
        names.remove(CONDITION);
        return names;
    }

    private List<String> values(BenchmarkListEntry benchmark, String name) {
        String[] declared = benchmark.getParams().get().get(name);
        return List.copyOf(arguments.jmh().getParameter(name).orElse(Arrays.asList(declared)));
    }

    /** JMH prints a heading and a table per run; ours is one run to the reader. */
    private static OutputFormat withoutSummaries(OutputFormat format) {
        return (OutputFormat) Proxy.newProxyInstance(
                Rounds.class.getClassLoader(),
                new Class<?>[] {OutputFormat.class},
                (proxy, method, args) ->
                        method.getName().equals("startRun") || method.getName().equals("endRun")
                                ? null
                                : method.invoke(format, args));
    }

    /** A benchmark with fixed parameters, to be run under some conditions. */
    private record Group(
            String benchmark,
            Map<String, String> parameters,
            List<Condition> conditions,
            boolean hasConditions,
            int rounds) {}
}
