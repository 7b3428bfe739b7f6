package dev.tidemark.sample;

import dev.tidemark.sample.guest.MemoryKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Its annotations are the one table of options: the parser and the help are made from it.
 *
 * <p>Decides what to run and runs nothing itself.
 */
@Command(
        name = "sample-app",
        subcommands = VerifyCommand.class,
        sortOptions = false,
        description = {
            "SQLite as a guest machine, its whole memory in one ByteBuffer, copied while it works.",
            "",
            "Loads a bank, copies the memory to an image, then makes transfers in rounds and after each round"
                    + " writes only the pages that Tidemark found dirty. At the end a second JVM without the agent"
                    + " continues the guest from the image and checks it.",
            ""
        },
        optionListHeading = "Options:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no page was missed and the continued guest is right",
            "1:failed, or the agent does not run",
            "2:wrong usage"
        },
        footer = {"", "Start: " + AgentPresence.COMMAND})
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--memory",
            paramLabel = "KIND",
            defaultValue = "direct",
            description = "Kind of the guest's memory: heap, direct or mapped (default: ${DEFAULT-VALUE}).")
    MemoryKind kind;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "32m",
            converter = OptionConverters.RamSize.class,
            description = "Size of the guest's memory, allocated at once (default: ${DEFAULT-VALUE}).")
    int byteSize;

    @Option(
            names = "--page",
            paramLabel = "BYTES",
            defaultValue = "4k",
            converter = OptionConverters.PageSize.class,
            description = "Page size of the tracking: a power of two from 64 to 2m (default: ${DEFAULT-VALUE}).")
    int pageSize;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "100000",
            converter = OptionConverters.Accounts.class,
            description = "Accounts to load (default: ${DEFAULT-VALUE}). Many more need a larger --size.")
    int accounts;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "10",
            converter = OptionConverters.Count.class,
            description = "Rounds, each ending with a copy (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--transactions",
            paramLabel = "N",
            defaultValue = "200",
            converter = OptionConverters.Count.class,
            description = "Transfers in a round (default: ${DEFAULT-VALUE}).")
    int transactions;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the transfers (default: a new one, which is printed).")
    Long seed;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "Image to write, with FILE.globals beside it; kept, and overwritten if there is one"
                    + " (default: a temporary file, deleted at the end).")
    Path image;

    @Option(names = "--hold", description = "After the rounds, keep working and copying once a second until Ctrl-C.")
    boolean hold;

    @Option(
            names = "--timing",
            description = "Only load and make --transactions transfers, and print the times as key=value."
                    + " Runs with and without the agent.")
    boolean timing;

    @Option(
            names = "--rewind",
            description =
                    "Instead of copying: a checkpoint in memory after each round, then jump back and forth between"
                            + " them, and reset to a baseline.")
    boolean rewind;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (timing && (hold || image != null)) {
            throw new ParameterException(spec.commandLine(), "--timing excludes --hold and --image");
        }
        if (rewind && (timing || hold || image != null)) {
            throw new ParameterException(spec.commandLine(), "--rewind excludes --timing, --hold and --image");
        }
        if (seed == null) {
            seed = (long) new Random().nextInt(Integer.MAX_VALUE);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (timing) {
            return TimingRun.run(this, out);
        }
        if (!AgentPresence.isActive()) {
            spec.commandLine().getErr().println("sample-app: " + AgentPresence.HOW_TO_START);
            return SampleApp.FAILED;
        }
        return rewind ? new RewindRun(this, out).run() : new MigrationRun(this, out).run();
    }
}
