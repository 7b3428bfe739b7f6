package dev.tidemark.cli;

import dev.tidemark.Tidemark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * What can be learnt of a process without touching it. Attaching to a JVM for the first time sends it SIGQUIT, which kills a
 * process that does not catch it: one that is no JVM, or a JVM that is just starting. So everything that {@code /proc} tells is
 * asked first; where there is no {@code /proc}, the attach API decides.
 */
final class JvmProbe {
    private static final Path PROC = Path.of("/proc");
    private static final long SIGQUIT_BIT = 1L << 2;
    private static final String AGENT_CLASS_FILE = Tidemark.class.getName().replace('.', '/') + ".class";

    private JvmProbe() {}

    /** Why attaching to the process must not be tried, as a sentence; empty if nothing speaks against it. */
    static Optional<String> objection(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return Optional.of("there is no process " + pid + "; the command list shows the JVMs of this machine");
        }
        Optional<String> owner = process.get().info().user();
        String self = ProcessHandle.current().info().user().orElse(System.getProperty("user.name"));
        if (owner.isPresent() && !owner.get().equals(self) && !self.equals("root")) {
            return Optional.of("not permitted: process " + pid + " belongs to user " + owner.get()
                    + ", and this command runs as " + self + "; run it as " + owner.get());
        }
        if (!Files.isDirectory(PROC.resolve(Long.toString(pid)))) {
            return Optional.empty();
        }
        Optional<Boolean> isJvm = has(pid, "maps", line -> line.contains("libjvm.so"));
        if (isJvm.equals(Optional.of(false))) {
            return Optional.of("process " + pid + " is no JVM; the command list shows the JVMs of this machine");
        }
        if (has(pid, "status", JvmProbe::isStopped).orElse(false)) {
            return Optional.of("process " + pid + " is stopped, by a signal or a debugger: let it go on (kill -CONT "
                    + pid + ") and try again");
        }
        boolean listens = Files.exists(Path.of("/tmp/.java_pid" + pid));
        if (!listens && !has(pid, "status", JvmProbe::catchesQuit).orElse(true)) {
            return Optional.of(
                    (isJvm.isPresent() ? "JVM " : "process ") + pid + " does not take attach requests: it is "
                            + (isJvm.isPresent() ? "" : "no JVM, ")
                            + "just starting (try again), or runs with -Xrs and -XX:+DisableAttachMechanism; start it with"
                            + " -javaagent:tidemark-agent.jar instead");
        }
        return Optional.empty();
    }

    /**
     * Whether the process may run the agent: false only if it certainly holds no jar open that contains it. Reads the list of
     * open files and looks into each jar among them.
     */
    static boolean mayCarryAgent(long pid) {
        Path descriptors = PROC.resolve(pid + "/fd");
        if (!Files.isDirectory(descriptors)) {
            return true;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (isAgentJar(link)) {
                    return true;
                }
            }
            return false;
        } catch (IOException notReadable) {
            return true;
        }
    }

    private static boolean isAgentJar(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            if (!target.endsWith(".jar") && !target.endsWith(".jar (deleted)")) {
                return false;
            }
            try (ZipFile jar = new ZipFile(link.toFile())) {
                return jar.getEntry(AGENT_CLASS_FILE) != null;
            }
        } catch (IOException closedMeanwhileOrNoJar) {
            return false;
        }
    }

    private static boolean catchesQuit(String statusLine) {
        return statusLine.startsWith("SigCgt:")
                && (Long.parseUnsignedLong(statusLine.substring(7).strip(), 16) & SIGQUIT_BIT) != 0;
    }

    /** {@code T} after a signal, {@code t} under a debugger. */
    private static boolean isStopped(String statusLine) {
        return statusLine.startsWith("State:")
                && statusLine.substring(6).strip().toLowerCase(Locale.ROOT).startsWith("t");
    }

    /** Whether a file of the process has such a line; empty if it cannot be read. */
    private static Optional<Boolean> has(long pid, String file, Predicate<String> wanted) {
        try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/" + file), StandardCharsets.ISO_8859_1)) {
            return Optional.of(lines.anyMatch(wanted));
        } catch (IOException | UncheckedIOException notReadable) {
            return Optional.empty();
        }
    }
}
