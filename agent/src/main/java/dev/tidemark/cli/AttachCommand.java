package dev.tidemark.cli;

import dev.tidemark.options.AgentOptions;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attach PID [OPTIONS]}. */
@Command(
        name = "attach",
        description = {
            "Starts the agent in a JVM that runs already. It stays until that JVM ends.",
            "Buffers allocated from then on are tracked by their size; those that exist already once the program names them."
        })
final class AttachCommand extends DataCommand {
    private static final String WARNING =
            "this JVM prints a warning to its stderr, because an agent was attached: JDK 21 and"
                    + " later do, unless started with -XX:+EnableDynamicAgentLoading";

    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "Agent options, key=value,key=value.")
    private String options;

    @Override
    Report report() {
        AgentOptions checked = check(options);
        LocalRuntime.requireAttach();
        Path jar = LocalRuntime.ownJar();
        return Deadline.within(Deadline.SECONDS, pid, () -> attach(checked, jar));
    }

    private Report attach(AgentOptions checked, Path jar) {
        boolean warns;
        try (TargetJvm jvm = TargetJvm.attach(pid)) {
            jvm.agentVersion().ifPresent(version -> {
                throw CliException.failed("JVM " + pid + " (" + jvm.mainClass() + ") runs the agent already, version "
                        + version + ", with options '" + jvm.agentOptions()
                        + "'; options cannot be changed while it runs");
            });
            warns = jvm.warnsOfAttach();
            jvm.loadAgent(jar, options);
        }
        return confirm(checked, warns);
    }

    private static AgentOptions check(String options) {
        try {
            return AgentOptions.parse(options);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage(e.getMessage());
        }
    }

    /** An agent string with defaults filled in, so that two can be compared; as it is if this version does not read it. */
    private static String inFull(String agentString) {
        try {
            return AgentOptions.parse(agentString).toString();
        } catch (IllegalArgumentException ofAnotherVersion) {
            return agentString;
        }
    }

    private Report confirm(AgentOptions checked, boolean warns) {
        // Agent properties are read at attaching, so a second look needs a second attachment.
        try (TargetJvm jvm = TargetJvm.attach(pid)) {
            String version = jvm.agentVersion()
                    .orElseThrow(() -> CliException.failed("JVM " + pid
                            + " loaded the agent, but the agent does not say that it runs; its stderr may tell why"));
            String running = inFull(jvm.agentOptions());
            if (!running.equals(checked.toString())) {
                throw CliException.failed("JVM " + pid + " (" + jvm.mainClass() + ") runs already with '" + running
                        + "': another attach was faster; options cannot be changed while it runs");
            }
            String text = "attached to JVM " + pid + " (" + jvm.mainClass() + "): agent " + version + ", options "
                    + checked + "\n" + (warns ? "note: " + WARNING + "\n" : "");
            return new Report(
                    text,
                    Json.object(
                            "pid",
                            pid,
                            "mainClass",
                            jvm.mainClass(),
                            "version",
                            version,
                            "options",
                            checked.toString(),
                            "note",
                            warns ? WARNING : null));
        }
    }
}
