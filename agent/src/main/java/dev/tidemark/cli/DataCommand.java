package dev.tidemark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that prints data: as text for people, or as JSON for programs. */
abstract class DataCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    boolean asksForJson() {
        return json;
    }

    /** Tells on stderr how far a command is that runs for long. */
    final void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tidemark: " + line);
        err.flush();
    }

    /** Gathers everything there is to print. */
    abstract Report report();

    @Override
    public Integer call() {
        Report report = report();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(Json.write(report.json()) + "\n");
        } else {
            out.print(report.text());
        }
        out.flush();
        if (report.failure() != null) {
            throw CliException.failed(report.failure());
        }
        return ExitCode.DONE;
    }

    /**
     * What a command prints.
     *
     * @param text lines that each end with a line break
     * @param json a value that {@link Json} can write
     * @param failure what was not done of it, for stderr; null if all was
     */
    record Report(String text, Object json, String failure) {
        Report(String text, Object json) {
            this(text, json, null);
        }
    }
}
