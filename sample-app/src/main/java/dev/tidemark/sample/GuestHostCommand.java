package dev.tidemark.sample;

import dev.tidemark.sample.guest.MemoryKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line between {@link GuestJvm} and {@link GuestHost}. No method here names a class of the agent's, which may be absent. */
@Command(name = GuestHostCommand.NAME, hidden = true)
final class GuestHostCommand implements Callable<Integer> {
    static final String NAME = "guest-host";

    @Option(names = "--memory", required = true)
    MemoryKind kind;

    @Option(names = "--size", required = true)
    int byteSize;

    @Option(names = "--page", required = true)
    int pageSize;

    @Option(names = "--accounts", required = true)
    int accounts;

    @Option(names = "--seed", required = true)
    long seed;

    @Option(names = "--progress", required = true)
    Path progress;

    /** Load the bank; without it, listen for a guest from elsewhere. */
    @Option(names = "--first")
    boolean first;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return new GuestHost(this, spec.commandLine().getOut()).run();
    }
}
