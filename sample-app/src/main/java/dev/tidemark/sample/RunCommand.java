package dev.tidemark.sample;

import dev.tidemark.sample.guest.MemoryKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        subcommands = {VerifyCommand.class, CrashGuestCommand.class, GuestHostCommand.class},
        sortOptions = false,
        description = {
            "SQLite as a guest machine, its whole memory in one ByteBuffer, snapshotted, moved and replicated while it"
                    + " works.",
            "",
            "Loads a bank, takes a full snapshot, then makes transfers in rounds and after each round an increment of the pages"
                    + " that Tidemark found dirty. Each is restored and compared with the memory. At the end a second JVM"
                    + " without the agent continues the guest from the last one and checks it.",
            ""
        },
        optionListHeading = "Options:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no page was missed and every guest that was restored or moved is right",
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
            description = "Rounds, each ending with an increment (default: ${DEFAULT-VALUE}).")
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
            names = "--store",
            paramLabel = "DIR",
            description =
                    "Snapshot store to write to, as a new chain; kept (default: a temporary one, deleted at the end).")
    Path store;

    @Option(names = "--hold", description = "After the rounds, work and take an increment once a second until Ctrl-C.")
    boolean hold;

    @Option(
            names = "--timing",
            description = "Only load and make --transactions transfers, and print the times as key=value."
                    + " Runs with and without the agent.")
    boolean timing;

    @Option(
            names = "--rewind",
            description =
                    "Instead of snapshots: a checkpoint in memory after each round, then jump back and forth between"
                            + " them, and reset to a baseline.")
    boolean rewind;

    @Option(
            names = "--crash",
            description =
                    "The guest runs in a JVM of its own that is killed in the middle of a snapshot, three times, and goes on"
                            + " from the chain each time.")
    boolean crash;

    @Option(
            names = "--migrate",
            description = "The guest moves to a second JVM while it makes transfers, and goes on there; at least"
                    + " --transactions of them before and after.")
    boolean migrate;

    @Option(
            names = "--standby",
            description =
                    "The guest has a standby, a tenth of a second behind. Its JVM is killed, twice, and it goes on from"
                            + " what the standby holds.")
    boolean standby;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (Stream.of(timing, rewind, crash, hold, migrate, standby)
                        .filter(each -> each)
                        .count()
                > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--timing, --rewind, --crash, --hold, --migrate and --standby exclude one another");
        }
        if (store != null && (timing || rewind || migrate || standby)) {
            throw new ParameterException(
                    spec.commandLine(), "--timing, --rewind, --migrate and --standby take no snapshots, so no --store");
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
        if (crash) {
            return new CrashRun(this, out).run();
        }
        if (migrate) {
            return new MigrateRun(this, out).run();
        }
        if (standby) {
            return new StandbyRun(this, out).run();
        }
        return rewind ? new RewindRun(this, out).run() : new SnapshotRun(this, out).run();
    }
}
