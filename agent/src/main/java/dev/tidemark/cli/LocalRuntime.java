package dev.tidemark.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;

/** What this command needs of the Java runtime that runs it, and what it knows of itself. */
final class LocalRuntime {
    private static final List<String> MODULES = List.of("jdk.attach", "java.management.rmi");

    private LocalRuntime() {}

    /** Refuses runtimes that cannot talk to other JVMs. Must be called before {@link TargetJvm} is first used. */
    static void requireAttach() {
        for (String module : MODULES) {
            if (ModuleLayer.boot().findModule(module).isEmpty()) {
                throw CliException.failed("the Java runtime in " + System.getProperty("java.home") + " has no module "
                        + module + ", which reaches other JVMs: run this command with the java of a full JDK");
            }
        }
    }

    /** The version in the jar's manifest. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }

    /** The jar that this command runs from, which is also the agent to attach. */
    static Path ownJar() {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI()).toAbsolutePath();
            if (Files.isRegularFile(jar)) {
                return jar;
            }
            throw CliException.failed("the agent to attach is the jar of this command, and it runs from " + jar
                    + " instead of a jar: use java -jar tidemark-agent.jar attach");
        } catch (URISyntaxException e) {
            throw CliException.failed("cannot find the jar of this command: " + source.getLocation(), e);
        }
    }
}
