package dev.tidemark.cli;

import dev.tidemark.options.AgentOptions;
import dev.tidemark.options.AgentProperties;
import dev.tidemark.options.Change;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attach PID [OPTIONS]}. */
@Command(
        name = "attach",
        description = {
            "Starts the agent in a JVM that runs already. It stays until that JVM ends.",
            "Buffers allocated from then on are tracked by their size. Of those that exist already, heap buffers of that size are"
                    + " tracked once they are written; any buffer once the program, or the command track, names it.",
            "Where the agent runs already, the options given are changed, and those that cannot change say why."
        })
final class AttachCommand extends DataCommand {
    private static final String WARNING =
            "this JVM prints a warning to its stderr, because an agent was attached: JDK 21 and"
                    + " later do, unless started with -XX:+EnableDynamicAgentLoading";

    private static final String OLDER =
            "buffers of at least min bytes are tracked from now on; of older ones heap arrays at their next write, direct and mapped"
                    + " ones once you name a field that holds one: java -jar tidemark-agent.jar track %d CLASS.FIELD --name NAME";

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
        check(options);
        LocalRuntime.requireAttach();
        Path jar = LocalRuntime.ownJar();
        return Deadline.within(Deadline.SECONDS, pid, () -> attach(jar));
    }

    private Report attach(Path jar) {
        boolean warns;
        try (TargetJvm jvm = TargetJvm.attach(pid)) {
            warns = jvm.warnsOfAttach();
            jvm.loadAgent(jar, options);
        }
        // Agent properties are read at attaching, so a second look needs a second attachment.
        try (TargetJvm jvm = TargetJvm.attach(pid)) {
            return told(jvm, warns ? WARNING : null);
        }
    }

    private static void check(String options) {
        try {
            AgentOptions.parse(options);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage(e.getMessage());
        }
    }

    private Report told(TargetJvm jvm, String note) {
        String version = jvm.agentVersion()
                .orElseThrow(() -> CliException.failed("JVM " + pid
                        + " loaded the agent, but the agent does not say that it runs; its stderr may tell why"));
        String answer = jvm.answerTo(options)
                .orElseThrow(() -> CliException.failed("JVM " + pid + " runs the agent already, version " + version
                        + ", which does not tell what became of the options: use the jar that it was started with"));
        boolean started = answer.equals(AgentProperties.STARTED);
        List<Change> changes = Change.read(answer);
        String refused = changes.stream()
                .filter(change -> !change.applied())
                .map(Change::key)
                .collect(Collectors.joining(", "));
        String text = (started ? "attached to JVM " : "runs the agent already: JVM ") + pid + " (" + jvm.mainClass()
                + "), agent " + version + ", options " + jvm.agentOptions() + "\n"
                + changes.stream().map(change -> change.text() + "\n").collect(Collectors.joining())
                + (!started && changes.isEmpty() ? "no option was given, nothing changes\n" : "")
                + (started ? "note: " + String.format(Locale.ROOT, OLDER, pid) + "\n" : "")
                + (note == null ? "" : "note: " + note + "\n");
        Object json = Json.object(
                "pid", pid,
                "mainClass", jvm.mainClass(),
                "version", version,
                "options", jvm.agentOptions(),
                "started", started,
                "changes", changes.stream().map(AttachCommand::json).toList(),
                "note", note);
        return new Report(text, json, refused.isEmpty() ? null : "not changed: " + refused);
    }

    private static Object json(Change change) {
        return Json.object("key", change.key(), "applied", change.applied(), "text", change.text());
    }
}
