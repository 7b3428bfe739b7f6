package dev.tidemark.sample;

import dev.tidemark.sample.guest.MemoryKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line between {@link CrashRun} and {@link CrashGuest}. No method here names a class of the agent's, which may be absent. */
@Command(name = CrashGuestCommand.NAME, hidden = true)
final class CrashGuestCommand implements Callable<Integer> {
    static final String NAME = "crash-guest";

    @Option(names = "--store", required = true)
    Path directory;

    @Option(names = "--memory", required = true)
    MemoryKind kind;

    @Option(names = "--size", required = true)
    int byteSize;

    @Option(names = "--page", required = true)
    int pageSize;

    @Option(names = "--accounts", required = true)
    int accounts;

    @Option(names = "--rounds", required = true)
    int rounds;

    @Option(names = "--transactions", required = true)
    int transactions;

    @Option(names = "--seed", required = true)
    long seed;

    @Option(names = "--kill-in-round", required = true)
    int killInRound;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return new CrashGuest(this, spec.commandLine().getOut()).run();
    }
}
