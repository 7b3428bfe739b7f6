package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.it.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A JVM of another user, whose home and temporary folder are others too. Needs to be root, to be anybody; runs on the JDK of the tests, which
 * everybody must be able to read.
 */
@EnabledOnOs(OS.LINUX)
class OtherUserIT {
    private static final String OWNER = "nobody";
    private static final String STRANGER = "daemon";
    private static final Map<String, String> GROUPS = Map.of(OWNER, "nogroup", STRANGER, "daemon");

    private record Answer(int exitCode, String text) {}

    private Path folder;
    private Path jar;
    private Process target;

    @BeforeEach
    void start() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can be anybody");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv, of util-linux, changes users");
        // Not below the build's folder, which may be in a home that nobody else can enter.
        folder = Files.createTempDirectory(Path.of("/tmp"), "other-user");
        jar = Files.copy(ForkedJvm.agentJar(), folder.resolve("tidemark-agent.jar"));
        Path classFile = Path.of(CliIT.Bystander.class.getName().replace('.', '/') + ".class");
        Path copy = folder.resolve("classes").resolve(classFile);
        Files.createDirectories(copy.getParent());
        Path classes = Path.of(java.net.URI.create(
                CliIT.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        Files.copy(classes.resolve(classFile), copy);
        Path own = Files.createDirectory(folder.resolve("own"));
        run(List.of("chmod", "-R", "a+rX", folder.toString()));
        run(List.of("chown", OWNER, own.toString()));
        assumeTrue(run(as(OWNER, java(), "-version")).exitCode() == 0, "others cannot read this JDK");
        target = new ProcessBuilder(as(
                        OWNER,
                        java(),
                        "-Xmx64m",
                        "-Djava.io.tmpdir=" + own,
                        "-Duser.home=" + own,
                        "-cp",
                        folder.resolve("classes").toString(),
                        CliIT.Bystander.class.getName()))
                .directory(own.toFile())
                .start();
        String line = new BufferedReader(new InputStreamReader(target.getInputStream())).readLine();
        assertEquals("ready", line);
    }

    @AfterEach
    void end() throws Exception {
        if (target != null) {
            target.destroyForcibly().waitFor();
        }
        if (folder != null) {
            run(List.of("rm", "-rf", folder.toString()));
        }
    }

    @Test
    void rootReachesItAsJcmdDoes() throws Exception {
        Answer attached = run(command("root", "attach", pid(), "min=off"));
        assertEquals(0, attached.exitCode(), attached.text());
        assertTrue(attached.text().contains("attached to JVM " + pid()), attached.text());
        Answer list = run(command("root", "list"));
        assertTrue(
                list.text().lines().anyMatch(line -> line.strip().startsWith(pid() + " ") && line.contains("yes, ")),
                list.text());
        assertEquals(0, run(command("root", "status", pid())).exitCode());
    }

    @Test
    void itsOwnerReachesItFromAnotherTemporaryFolder() throws Exception {
        List<String> command = new ArrayList<>(command(OWNER, "attach", pid(), "min=off"));
        command.add(
                command.indexOf("-jar"),
                "-Djava.io.tmpdir=" + folder.resolve("own").resolve("elsewhere"));
        Answer attached = run(command);
        assertEquals(0, attached.exitCode(), attached.text());
        assertEquals(0, run(command(OWNER, "status", pid())).exitCode());
    }

    @Test
    void aStrangerIsToldWhoMay() throws Exception {
        for (String name : List.of("attach", "status", "top")) {
            Answer refused = run(command(STRANGER, name, pid()));
            assertEquals(1, refused.exitCode(), refused.text());
            assertEquals(
                    "tidemark: not permitted: process " + pid() + " belongs to user " + OWNER
                            + ", and this command runs as " + STRANGER + "; run it as " + OWNER,
                    refused.text().strip());
        }
        Answer list = run(command(STRANGER, "list"));
        assertEquals(0, list.exitCode(), list.text());
        assertFalse(list.text().contains(pid() + " "), list.text());
    }

    @Test
    void aJarThatItsUserCannotReadIsNamed() throws Exception {
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-------"));
        Answer refused = run(command("root", "attach", pid()));
        assertEquals(1, refused.exitCode(), refused.text());
        assertEquals(1, refused.text().lines().count(), refused.text());
        assertTrue(refused.text().contains("its user must be able to read that file"), refused.text());
    }

    private String pid() {
        return Long.toString(target.pid());
    }

    private static String java() {
        return ForkedJvm.java().toString();
    }

    private List<String> command(String user, String... arguments) {
        List<String> all = new ArrayList<>(List.of(java(), "-Xmx64m", "-jar", jar.toString()));
        all.addAll(List.of(arguments));
        return as(user, all.toArray(String[]::new));
    }

    private static List<String> as(String user, String... command) {
        List<String> all = new ArrayList<>();
        if (!user.equals("root")) {
            // In place of itself, so that the process is the JVM.
            all.addAll(List.of(
                    "/usr/bin/setpriv", "--reuid=" + user, "--regid=" + GROUPS.get(user), "--clear-groups", "--"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private Answer run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(new java.io.File("/tmp"));
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "still running: " + command);
        return new Answer(process.exitValue(), text);
    }
}
