package dev.tidemark.bench.report;

import java.util.Collection;
import org.openjdk.jmh.results.RunResult;

/** Runs JMH benchmarks, every condition in forks of its own. */
@FunctionalInterface
public interface JmhRunner {
    /**
     * Runs what the arguments select, without a word on stdout.
     *
     * @param arguments as on the command line of benchmarks.jar
     * @throws Exception if a fork failed
     */
    Collection<RunResult> run(String... arguments) throws Exception;
}
