package dev.tidemark.it.oracle;

import dev.tidemark.it.ForkedJvm;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.objectweb.asm.ClassReader;

/** Forks JVMs that run the oracle, on the JDK that runs the test, and compiles for it what is not the same on all JDKs. */
public final class OracleJvm {
    /** Page hashes would find what a missing hook does not see. */
    public static final String OPTIONS = "min=8m,escape=flag";

    private static final int JDK = Runtime.version().feature();
    private static final Path SOURCES = Path.of("src", "test", "resources", "oracle");

    private static Path compiled;

    private OracleJvm() {}

    /**
     * Signatures of all methods that the oracle's cases exercise on this JDK, such as {@code
     * java.nio.ByteBuffer.putLong(IJ)Ljava/nio/ByteBuffer;}. The oracle itself fails where a case does not call what it names.
     */
    public static Set<String> exercised() {
        ForkedJvm.Result result = ForkedJvm.withoutAgent()
                .flags(flags())
                .run("-cp", classPath(), OracleProgram.class.getName(), "--list");
        return new TreeSet<>(result.expectSuccess().stdout().lines().toList());
    }

    /** The groups whose cases exercise a method, by its signature without what it returns; all groups by {@code *}. */
    public static Map<String, Set<String>> groupsBySignature() {
        ForkedJvm.Result result = ForkedJvm.withoutAgent()
                .flags(flags())
                .run("-cp", classPath(), OracleProgram.class.getName(), "--list-groups");
        Map<String, Set<String>> groups = new TreeMap<>();
        for (String line : result.expectSuccess().stdout().lines().toList()) {
            int blank = line.indexOf(' ');
            groups.computeIfAbsent(line.substring(0, blank), signature -> new TreeSet<>())
                    .add(line.substring(blank + 1));
        }
        return groups;
    }

    /** Starts the oracle under an agent. {@code groups} may be empty, which is all of them. */
    static ForkedJvm.Result run(Path agentJar, String options, List<String> moreFlags, List<String> groups) {
        List<String> arguments = new ArrayList<>(moreFlags);
        arguments.addAll(List.of("-cp", classPath(), OracleProgram.class.getName()));
        arguments.addAll(groups);
        return ForkedJvm.withoutAgent()
                .flags("-javaagent:" + agentJar + "=" + options, "-Xmx512m")
                .flags(ForkedJvm.VERIFY)
                .flags(flags())
                .timeoutSeconds(600)
                .run(arguments.toArray(new String[0]));
    }

    /** Takes hooks away one by one, in a JVM with the agent and {@link HookGate} behind it. */
    static ForkedJvm.Result runHookMutants(String options) {
        Path directory = ForkedJvm.agentJar().resolveSibling("oracle");
        Path gate = directory.resolve("gate.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", HookGate.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        try {
            Files.createDirectories(directory);
            new JarOutputStream(Files.newOutputStream(gate), manifest).close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String classPath = classPath() + File.pathSeparator + locationOf(ClassReader.class);
        return ForkedJvm.withoutAgent()
                .flags("-javaagent:" + ForkedJvm.agentJar() + "=" + options, "-javaagent:" + gate, "-Xmx512m")
                .flags(ForkedJvm.VERIFY)
                .flags(flags())
                .timeoutSeconds(600)
                .run("-cp", classPath, HookMutantsProgram.class.getName());
    }

    /** JVM flags that the cases need. */
    public static String[] flags() {
        List<String> flags = new ArrayList<>(List.of("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED"));
        if (hasForeign()) {
            flags.add("--add-modules");
            flags.add(modules());
        }
        flags.add("--enable-native-access=ALL-UNNAMED");
        if (JDK >= 23) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        String seed = System.getProperty("tidemark.seed");
        if (seed != null) {
            flags.add("-Dtidemark.seed=" + seed);
        }
        flags.add("-Dtidemark.case=" + System.getProperty("tidemark.case", ""));
        return flags.toArray(new String[0]);
    }

    /** The oracle's classes and those compiled for this JDK. */
    public static String classPath() {
        return testClasses() + (hasForeign() ? File.pathSeparator + compiled() : "");
    }

    private static boolean hasForeign() {
        return JDK == 17 || JDK >= 22;
    }

    private static String modules() {
        return JDK == 17 ? "jdk.incubator.vector,jdk.incubator.foreign" : "jdk.incubator.vector";
    }

    private static synchronized Path compiled() {
        if (compiled == null) {
            compiled = compile();
        }
        return compiled;
    }

    private static Path compile() {
        Path to = ForkedJvm.agentJar().resolveSibling("oracle").resolve("classes-" + JDK);
        try {
            Files.createDirectories(to);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Path source = SOURCES.resolve(JDK == 17 ? "17" : "22").resolve("ForeignCases.java");
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-proc:none",
                        "-XDignore.symbol.file",
                        "--add-modules",
                        modules(),
                        "-cp",
                        testClasses().toString(),
                        "-d",
                        to.toString(),
                        source.toString());
        if (errors != 0) {
            throw new IllegalStateException("javac refused " + source);
        }
        return to;
    }

    private static Path testClasses() {
        return locationOf(OracleProgram.class);
    }

    private static Path locationOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
