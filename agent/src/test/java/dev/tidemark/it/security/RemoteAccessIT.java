package dev.tidemark.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Remote JMX as {@code docs/SECURITY.md} sets it up: with TLS and passwords, on loopback. */
@DisabledOnOs(OS.WINDOWS)
class RemoteAccessIT {
    private static final String SECRET = "changeit";

    @TempDir
    Path directory;

    private int port;

    @BeforeEach
    void makeFiles() throws Exception {
        port = Ports.free();
        keytool(
                "-genkeypair",
                "-alias",
                "jmx",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                file("keys"),
                "-storepass",
                SECRET,
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-alias", "jmx", "-keystore", file("keys"), "-storepass", SECRET, "-file", file("cert"));
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "jmx",
                "-file",
                file("cert"),
                "-keystore",
                file("trust"),
                "-storepass",
                SECRET,
                "-storetype",
                "PKCS12");
        secret("passwords", "watcher looks\noperator works\n");
        secret("access", "watcher readonly\noperator readwrite\n");
    }

    @Test
    void everyRoleMayDoWhatItIsFor() throws Exception {
        try (ForkedJvm.Running guest = guest()) {
            guest.awaitLine("ready");
            String nobody = call("tls", "-", "-", "all");
            assertTrue(nobody.startsWith("not connected: SecurityException "), nobody);
            String wrong = call("tls", "watcher", "works", "all");
            assertTrue(wrong.startsWith("not connected: SecurityException "), wrong);
            String plain = call("plain", "watcher", "looks", "all");
            assertTrue(plain.startsWith("not connected: "), plain);
            String stranger = caller(false, "tls", "watcher", "looks", "all");
            assertTrue(stranger.startsWith("not connected: ") && stranger.contains("SSLHandshakeException"), stranger);

            String watcher = call("tls", "watcher", "looks", "all");
            assertFalse(watcher.contains("LEAK"), watcher);
            List<String> lines = watcher.lines().toList();
            List<String> beans = List.of("Region", "Replication", "Snapshots", "Tracker");
            for (int i = 0; i < beans.size(); i++) {
                String all = ": attributes read [1-9][0-9]*, operations refused ([1-9][0-9]*) of \\1";
                assertTrue(lines.get(i).matches(beans.get(i) + all), watcher);
            }
            assertEquals(List.of("listens", "done"), lines.subList(beans.size(), lines.size()), watcher);

            guest.send("state");
            String state = guest.await().expectSuccess().stdout();
            assertTrue(
                    state.contains("clients [client 'vga', client 'code', client 'migration', client 'backup']"),
                    state);
            assertTrue(state.contains("dirty [Run[byteOffset=4096, byteLength=4096]]"), state);
        }
    }

    @Test
    void theReadWriteRoleMayHarvest() throws Exception {
        try (ForkedJvm.Running guest = guest()) {
            guest.awaitLine("ready");
            assertEquals("harvested pages 1\n", call("tls", "operator", "works", "harvest"));
            guest.send("state");
            String state = guest.await().expectSuccess().stdout();
            assertTrue(state.contains("dirty []"), state);
        }
    }

    private ForkedJvm.Running guest() {
        String jmx = "-Dcom.sun.management.jmxremote";
        return ForkedJvm.withAgent("min=off")
                .flags(
                        jmx + ".port=" + port,
                        jmx + ".rmi.port=" + port,
                        jmx + ".host=127.0.0.1",
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        jmx + ".ssl=true",
                        jmx + ".registry.ssl=true",
                        jmx + ".authenticate=true",
                        jmx + ".password.file=" + file("passwords"),
                        jmx + ".password.toHashes=false",
                        jmx + ".access.file=" + file("access"),
                        "-Djavax.net.ssl.keyStore=" + file("keys"),
                        "-Djavax.net.ssl.keyStorePassword=" + SECRET)
                .timeoutSeconds(600)
                .start(GuardedGuest.class);
    }

    private String call(String transport, String user, String password, String what) {
        return caller(true, transport, user, password, what);
    }

    private String caller(boolean trusts, String transport, String user, String password, String what) {
        ForkedJvm jvm = ForkedJvm.withoutAgent();
        if (trusts) {
            jvm.flags("-Djavax.net.ssl.trustStore=" + file("trust"), "-Djavax.net.ssl.trustStorePassword=" + SECRET);
        }
        return jvm.timeoutSeconds(600)
                .run(RemoteCaller.class, Integer.toString(port), transport, user, password, what)
                .expectSuccess()
                .stdout();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void secret(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
    }

    private static void keytool(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = ForkedJvm.java().resolveSibling("keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }
}
