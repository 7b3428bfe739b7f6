package dev.tidemark.sample;

import dev.tidemark.sample.bank.Audit;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.BufferMemory;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.MemoryKind;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.point.StateText;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Continues a guest from a snapshot and checks that it is the guest it should be. Needs the agent's classes, not the agent. */
@Command(
        name = VerifyCommand.NAME,
        description = "Continue the guest from a snapshot, without the agent, and check what it holds.",
        sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
    static final String NAME = "verify";

    /** Made after the check, to see that the guest does not only remember but works. */
    private static final int TRIAL_TRANSFERS = 3;

    @Option(names = "--store", paramLabel = "DIR", required = true, description = "The snapshot store.")
    private Path directory;

    @Option(
            names = "--point",
            paramLabel = "NAME",
            defaultValue = "latest",
            description = "A snapshot's name (default: ${DEFAULT-VALUE}).")
    private String point;

    @Option(
            names = "--memory",
            paramLabel = "KIND",
            defaultValue = "direct",
            description = "Memory of the continued guest: heap, direct or mapped (default: ${DEFAULT-VALUE}).")
    private MemoryKind kind;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            required = true,
            converter = OptionConverters.Accounts.class,
            description = "How many accounts there must be.")
    private int accounts;

    @Option(
            names = "--transactions",
            paramLabel = "N",
            required = true,
            description = "How many transfers must have been made.")
    private long transfers;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!AgentPresence.hasClasses()) {
            throw new IllegalStateException(
                    "snapshot stores are read with Tidemark's classes: start with java -cp sample-app.jar"
                            + File.pathSeparator + "tidemark-agent.jar dev.tidemark.sample.SampleApp verify");
        }
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        SnapshotStore store = SnapshotStore.lookAt(directory);
        Snapshot snapshot = store.point(point);
        GuestState state = StateText.decode(store.attachments(snapshot).get(StateText.NAME));
        long byteSize = snapshot.byteSize();
        long least = Math.max(SqliteGuest.MIN_BYTE_SIZE, (long) state.memoryPages() * BufferMemory.PAGE_SIZE);
        if (byteSize < least || byteSize > BufferMemory.MAX_BYTE_SIZE) {
            throw new IOException("snapshot " + snapshot.name() + " has " + byteSize
                    + " bytes, and the guest of its state needs " + least + " to " + BufferMemory.MAX_BYTE_SIZE
                    + ": it is of another guest");
        }
        byte[] bytes;
        try (StoreLocation folder = StoreLocation.of(directory)) {
            store.restore(snapshot, folder.image(), SnapshotProgress.NONE);
            bytes = Files.readAllBytes(folder.image());
        }
        try {
            return verify(bytes, state);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IOException(
                    "the guest in snapshot " + snapshot.name() + " cannot go on, so it is not that of a guest: " + e,
                    e);
        }
    }

    private int verify(byte[] bytes, GuestState state) throws IOException {
        try (GuestRam ram = GuestRam.allocate(kind, bytes.length)) {
            SqliteGuest guest = SqliteGuest.resume(ram.buffer(), ByteBuffer.wrap(bytes), state);
            Audit found = Audit.of(guest);
            Audit expected = Audit.expected(accounts, transfers);
            boolean right = found.equals(expected) && worksOn(guest);
            PrintWriter out = spec.commandLine().getOut();
            out.println(SampleApp.oneLine(
                    right
                            ? found.text() + ", as it must be"
                            : "WRONG: found " + found.text() + "; expected " + expected.text()));
            out.flush();
            return right ? SampleApp.OK : SampleApp.FAILED;
        }
    }

    private boolean worksOn(SqliteGuest guest) {
        try (Bank bank = Bank.reopen(guest, accounts)) {
            bank.transfer(new Random(transfers), TRIAL_TRANSFERS);
        }
        return Audit.of(guest).equals(Audit.expected(accounts, transfers + TRIAL_TRANSFERS));
    }
}
