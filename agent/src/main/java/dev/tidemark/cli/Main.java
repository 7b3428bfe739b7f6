package dev.tidemark.cli;

import dev.tidemark.options.Nearest;
import dev.tidemark.options.OptionTable;
import dev.tidemark.options.Shares;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entrance of the command line: puts the commands together, and turns every failure into one line and an exit code. */
@Command(
        name = "java -jar tidemark-agent.jar",
        description =
                "Tidemark tracks which pages of large ByteBuffers were written. These commands look into JVMs that run it.",
        versionProvider = Main.Version.class,
        subcommands = {
            ListCommand.class,
            StatusCommand.class,
            RangesCommand.class,
            TopCommand.class,
            RateCommand.class,
            WhoCommand.class,
            TrackCommand.class,
            AuditCommand.class,
            AttachCommand.class,
            SnapshotCommand.class,
            ReplicateCommand.class,
            ReplicaCommand.class,
            HelpCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage."})
public final class Main implements Runnable {
    private static final String HELP_HINT = "; see java -jar tidemark-agent.jar help";

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private Main() {}

    /**
     * Runs one command. Never exits the JVM.
     *
     * @param args the command and its arguments
     * @param out where results go
     * @param err where one line goes if something is wrong
     * @return the exit code: 0 done, 1 failed, 2 wrong usage
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        PrintWriter outWriter = new PrintWriter(out, true);
        PrintWriter errWriter = new PrintWriter(err, true);
        int exitCode = commandLine(outWriter, errWriter).execute(args);
        if (outWriter.checkError()) {
            return fail(
                    errWriter,
                    "cannot write to stdout, the output is lost: the disk is full or the pipe closed",
                    ExitCode.FAILED);
        }
        return exitCode;
    }

    /** Called where the command is missing. */
    @Override
    public void run() {
        throw CliException.wrongUsage(
                "no command given; commands: list, status, ranges, top, rate, who, track, audit, attach, snapshot, replicate, replica, help"
                        + HELP_HINT);
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Main());
        line.setOut(out);
        line.setErr(err);
        line.setExpandAtFiles(false); // a region may be called @ram
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setUsageHelpWidth(110);
        line.setParameterExceptionHandler((e, args) -> fail(err, wrongUsage(e), ExitCode.WRONG_USAGE));
        line.setExecutionExceptionHandler((e, command, result) ->
                fail(err, Failures.explain(e), e instanceof CliException known ? known.exitCode() : ExitCode.FAILED));
        line.getSubcommands().get("attach").getCommandSpec().usageMessage().footer(agentOptions());
        line.getSubcommands()
                .get("audit")
                .getCommandSpec()
                .usageMessage()
                .footer("", ("SHARE must be " + Shares.RULE + ".").replace("%", "%%"));
        return line;
    }

    /** The agent's options for the help of {@code attach}. Footers are format strings. */
    private static String[] agentOptions() {
        List<String> table = OptionTable.toText().replace("%", "%%").lines().toList();
        String[] footer = new String[table.size() + 2];
        footer[0] = "";
        footer[1] = "Agent options, the same as in -javaagent:tidemark-agent.jar=key=value,key=value:";
        for (int i = 0; i < table.size(); i++) {
            footer[i + 2] = table.get(i);
        }
        return footer;
    }

    private static String wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String help = HELP_HINT + (command.getParent() == null ? "" : " " + command.getCommandName());
        String message = Failures.oneLine(e.getMessage());
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return message.replaceAll("\\.$", "") + help;
        }
        String first = unmatched.getUnmatched().get(0);
        boolean isCommand = command.getParent() == null && !first.startsWith("-");
        if (isCommand) {
            Set<String> commands = command.getSubcommands().keySet();
            return "unknown command '" + Failures.oneLine(first) + "'"
                    + didYouMean(Nearest.of(first, commands).stream()) + "; commands: " + String.join(", ", commands)
                    + help;
        }
        return message + didYouMean(unmatched.getSuggestions().stream().limit(1)) + help;
    }

    private static String didYouMean(Stream<String> nearest) {
        return nearest.map(word -> "; did you mean " + word + "?").collect(Collectors.joining());
    }

    private static int fail(PrintWriter err, String message, int exitCode) {
        err.println("tidemark: " + message);
        err.flush();
        return exitCode;
    }

    /** The version line. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tidemark " + LocalRuntime.version()};
        }
    }
}
