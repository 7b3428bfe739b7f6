package dev.tidemark.sample;

import dev.tidemark.sample.guest.GuestException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry: hands the command line over and turns failures into one line and an exit code. */
public final class SampleApp {
    /** Everything was right. */
    public static final int OK = 0;
    /** A page was missed, the copy was wrong, or something else failed. */
    public static final int FAILED = 1;
    /** The command line was wrong. */
    public static final int WRONG_USAGE = 2;

    private static final String PREFIX = "sample-app: ";

    private SampleApp() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /** What {@link #main} does, with the streams and the exit code in the caller's hands. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        int exitCode = new CommandLine(new RunCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(SampleApp::wrongUsage)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command))
                .execute(args);
        if (out.checkError()) {
            err.println(PREFIX + "cannot write to stdout, the output is lost: the disk is full or the pipe closed");
            return FAILED;
        }
        return exitCode;
    }

    private static int wrongUsage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String choices = failure instanceof UnmatchedArgumentException ? "; valid are " + choices(command) : "";
        command.getErr().println(PREFIX + oneLine(failure.getMessage()) + choices + " (see --help)");
        return WRONG_USAGE;
    }

    private static String choices(CommandLine command) {
        return Stream.concat(
                        command.getCommandSpec().options().stream().map(OptionSpec::longestName),
                        command.getSubcommands().keySet().stream())
                .collect(Collectors.joining(", "));
    }

    /** Expected kinds of failure explain themselves; of others the developer needs the trace. */
    private static int failed(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof NoSuchFileException) {
            command.getErr().println(PREFIX + "no such file: " + failure.getMessage());
        } else if (failure instanceof IOException
                || failure instanceof GuestException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException) {
            command.getErr().println(PREFIX + oneLine(failure.getMessage()));
        } else {
            throw failure;
        }
        return FAILED;
    }

    static String oneLine(String message) {
        return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
    }
}
