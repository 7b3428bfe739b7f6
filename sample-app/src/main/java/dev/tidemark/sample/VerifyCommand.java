package dev.tidemark.sample;

import dev.tidemark.sample.bank.Audit;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.BufferMemory;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.MemoryKind;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.image.StateFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Continues a guest from its image and checks that it is the guest it should be. Needs no agent. */
@Command(
        name = VerifyCommand.NAME,
        description = "Continue the guest from an image, without the agent, and check what it holds.",
        sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
    static final String NAME = "verify";

    /** Made after the check, to see that the guest does not only remember but works. */
    private static final int TRIAL_TRANSFERS = 3;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            required = true,
            description = "The image; its state is in FILE.globals.")
    private Path image;

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
        long byteSize = Files.size(image);
        GuestState state = StateFile.read(StateFile.of(image));
        long least = Math.max(SqliteGuest.MIN_BYTE_SIZE, (long) state.memoryPages() * BufferMemory.PAGE_SIZE);
        if (byteSize < least || byteSize > BufferMemory.MAX_BYTE_SIZE) {
            throw new IOException(
                    "the image " + image + " has " + byteSize + " bytes, and the guest of its state needs " + least
                            + " to " + BufferMemory.MAX_BYTE_SIZE + ": it is truncated, or of another guest");
        }
        try {
            return verify(Files.readAllBytes(image), state);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IOException(
                    "the guest in " + image + " cannot go on, so the image or its state is not that of a" + " guest: "
                            + e,
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
