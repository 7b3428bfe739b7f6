package dev.tidemark.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.AttachOperationFailedException;
import com.sun.tools.attach.VirtualMachine;
import dev.tidemark.options.AgentProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Another JVM of this machine, attached. Attaching starts a listener thread in it; asking for properties changes nothing else.
 * Every failure is a {@link CliException}.
 */
final class TargetJvm implements AutoCloseable {
    private final long pid;
    private final VirtualMachine machine;
    private final Properties agentProperties;

    private TargetJvm(long pid, VirtualMachine machine) throws IOException {
        this.pid = pid;
        this.machine = machine;
        this.agentProperties = machine.getAgentProperties();
    }

    /** Attaches, unless something speaks against it. */
    static TargetJvm attach(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            throw CliException.wrongUsage("process " + pid + " is this command itself: name another JVM");
        }
        JvmProbe.objection(pid).ifPresent(objection -> {
            throw CliException.failed(objection);
        });
        try {
            return open(pid, VirtualMachine.attach(Long.toString(pid)));
        } catch (AttachNotSupportedException e) {
            throw CliException.failed("JVM " + pid + " does not take attach requests: " + whyNot(e.getMessage()), e);
        } catch (IOException e) {
            throw CliException.failed(
                    "cannot attach to JVM " + pid + ": " + e.getMessage()
                            + "; run this command as the JVM's user, in the JVM's container if it has one",
                    e);
        }
    }

    private static String whyNot(String reason) {
        return String.valueOf(reason).contains("does not support the attach mechanism")
                ? "it runs with -XX:+DisableAttachMechanism; start it without that flag, or with"
                        + " -javaagent:tidemark-agent.jar"
                : "it hangs, runs with -XX:+DisableAttachMechanism, or is no HotSpot JVM (" + reason + ")";
    }

    private static TargetJvm open(long pid, VirtualMachine machine) throws IOException {
        try {
            return new TargetJvm(pid, machine);
        } catch (IOException e) {
            machine.detach();
            throw e;
        }
    }

    long pid() {
        return pid;
    }

    /** Main class or jar, without arguments, which may hold secrets. */
    String mainClass() {
        return firstWord(agentProperties.getProperty("sun.java.command", ""));
    }

    /** The first word of a command line, {@code ?} if there is none. */
    static String firstWord(String commandLine) {
        String word = commandLine.strip().split("\\s", 2)[0];
        return word.isEmpty() ? "?" : Failures.oneLine(word);
    }

    /** Version of the agent there; empty if none runs. */
    Optional<String> agentVersion() {
        return Optional.ofNullable(agentProperties.getProperty(AgentProperties.VERSION));
    }

    /** The options in force there, as an agent string. */
    String agentOptions() {
        return agentProperties.getProperty(AgentProperties.OPTIONS, "");
    }

    /** What the agent there said to a start with that agent string; empty if it has forgotten, or is of another version. */
    Optional<String> answerTo(String agentString) {
        return Optional.ofNullable(agentProperties.getProperty(AgentProperties.answerTo(agentString)));
    }

    /** Whether this JVM prints a warning when an agent is attached: JDK 21 and later do unless a flag allows it. */
    boolean warnsOfAttach() {
        try {
            String version = machine.getSystemProperties().getProperty("java.specification.version", "");
            boolean allowed = agentProperties.getProperty("sun.jvm.args", "").contains("+EnableDynamicAgentLoading");
            return !version.startsWith("1.") && Integer.parseInt(version) >= 21 && !allowed;
        } catch (IOException | NumberFormatException unknown) {
            return false;
        }
    }

    /** Loads the agent and returns once its start has ended. */
    void loadAgent(Path jar, String options) {
        try {
            machine.loadAgent(jar.toString(), options);
        } catch (AgentInitializationException e) {
            throw CliException.failed(
                    "the agent could not start in JVM " + pid + ": "
                            + failureThere().orElse(e.getMessage() + "; the JVM's stderr tells more"),
                    e);
        } catch (AgentLoadException e) {
            throw CliException.failed("JVM " + pid + " could not load " + jar + ": " + remedy(e.getMessage()), e);
        } catch (IOException e) {
            throw CliException.failed(
                    "lost JVM " + pid + " while the agent was starting: " + e.getMessage()
                            + "; its stderr may tell more",
                    e);
        }
    }

    private static String remedy(String reason) {
        return String.valueOf(reason).contains("EnableDynamicAgentLoading")
                ? "it runs with -XX:-EnableDynamicAgentLoading, which forbids attaching agents; start it without that flag, or"
                        + " with -javaagent:tidemark-agent.jar"
                : reason + "; its user must be able to read that file, under that path";
    }

    /** Why the agent said that it could not start, if it said so. */
    private Optional<String> failureThere() {
        try {
            return Optional.ofNullable(machine.getAgentProperties().getProperty(AgentProperties.FAILURE));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Starts the JVM's own local JMX connector if it does not run yet, and returns its address. It stays. */
    String startJmx() {
        try {
            return machine.startLocalManagementAgent();
        } catch (AttachOperationFailedException e) {
            throw CliException.failed(
                    "JVM " + pid + " cannot start its local JMX connector; it needs the module"
                            + " jdk.management.agent: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw CliException.failed("lost JVM " + pid + " while starting its JMX connector: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            machine.detach();
        } catch (IOException alreadyGone) {
            // Nothing to detach from; what was asked is answered or has failed already.
            return;
        }
    }
}
