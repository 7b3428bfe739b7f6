package dev.tidemark.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** {@code snapshot take|list|verify|restore|compact|prune}. */
@Command(
        name = "snapshot",
        description = "Takes snapshots of regions into stores, which are directories, and works on stores.",
        subcommands = {
            SnapshotTakeCommand.class,
            SnapshotListCommand.class,
            SnapshotVerifyCommand.class,
            SnapshotRestoreCommand.class,
            SnapshotCompactCommand.class,
            SnapshotPruneCommand.class,
            HelpCommand.class
        })
final class SnapshotCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Called where the command is missing. */
    @Override
    public void run() {
        throw CliException.wrongUsage(
                "no snapshot command given; commands: take, list, verify, restore, compact, prune, help;"
                        + " see java -jar tidemark-agent.jar help snapshot");
    }
}
