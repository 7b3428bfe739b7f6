package dev.tidemark.sample;

import dev.tidemark.snapshot.Damage;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Kills the guest's JVM in the middle of a snapshot, three times, the first one included, and each time starts another that goes on from
 * what the store holds. In the end a JVM without the agent checks the last snapshot.
 */
final class CrashRun {
    private static final int KILLS = 3;

    /** How a guest's JVM ended. */
    private enum End {
        RIGHT,
        WRONG,
        KILLED
    }

    private final RunCommand options;
    private final PrintWriter out;

    CrashRun(RunCommand options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Runs, prints, and returns the exit code. */
    int run() throws IOException {
        try (StoreLocation location = StoreLocation.of(options.store)) {
            Path store = location.directory();
            if (Files.isDirectory(store) && !points(store).isEmpty()) {
                throw new IllegalStateException(
                        "the store " + store + " holds snapshots already: name a new one for --crash");
            }
            say("seed     " + options.seed + " (the same transfers again: --seed " + options.seed + ")");
            boolean right = true;
            for (int kill = 0; kill < KILLS && right; kill++) {
                right = killed(location, kill * options.rounds / KILLS);
            }
            right = right && goesOn(location, -1) == End.RIGHT;
            if (right) {
                Snapshot last = points(store).get(points(store).size() - 1);
                long transfers = (long) options.rounds * options.transactions;
                SecondJvm.Verdict verdict =
                        SecondJvm.verify(store, last.name(), options.kind, options.accounts, transfers);
                say("");
                say("another JVM, without the agent: " + verdict.text());
                right = verdict.right();
            }
            say(right ? "RIGHT: killed " + KILLS + " times, nothing was lost" : "WRONG: something was lost");
            return right ? SampleApp.OK : SampleApp.FAILED;
        }
    }

    private boolean killed(StoreLocation location, int round) throws IOException {
        if (goesOn(location, round) != End.KILLED) {
            say("WRONG: the guest ended before it was killed");
            return false;
        }
        Path store = location.directory();
        List<Damage> damage = SnapshotStore.lookAt(store).verify(SnapshotProgress.NONE);
        damage.forEach(each -> say("WRONG: " + each.file() + ": " + each.text()));
        say("killed   store: " + points(store).size() + " snapshots, " + (damage.isEmpty() ? "all right" : "damaged")
                + ", " + parts(store) + " unfinished files that nobody reads");
        return damage.isEmpty();
    }

    /** Runs the guest until it ends or asks to be killed, and kills it then, the hard way. */
    private End goesOn(StoreLocation location, int killInRound) throws IOException {
        Process process = guest(location, killInRound).redirectErrorStream(true).start();
        SecondJvm.endWithThisJvm(process);
        say("");
        say("JVM " + process.pid());
        try (BufferedReader lines = process.inputReader(Charset.defaultCharset())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                say("  " + line);
                if (line.startsWith(CrashGuest.KILL_ME)) {
                    process.destroyForcibly().waitFor();
                    return End.KILLED;
                }
            }
            return process.waitFor() == SampleApp.OK ? End.RIGHT : End.WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the guest's JVM ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private ProcessBuilder guest(StoreLocation location, int killInRound) {
        return SecondJvm.withAgent(
                location.folder(),
                List.of(
                        CrashGuestCommand.NAME,
                        "--store",
                        location.directory(),
                        "--memory",
                        options.kind.name().toLowerCase(Locale.ROOT),
                        "--size",
                        options.byteSize,
                        "--page",
                        options.pageSize,
                        "--accounts",
                        options.accounts,
                        "--rounds",
                        options.rounds,
                        "--transactions",
                        options.transactions,
                        "--seed",
                        options.seed,
                        "--kill-in-round",
                        killInRound));
    }

    private static List<Snapshot> points(Path store) throws IOException {
        return SnapshotStore.lookAt(store).list().snapshots();
    }

    private static int parts(Path store) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(store, ".*.part")) {
            for (Path part : parts) {
                count++;
            }
        }
        return count;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
