package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with a certificate on both sides, from stores that keytool makes. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    @Test
    void bothSidesMustBeTrusted() throws Exception {
        KeyStore good = store("good", "ip:127.0.0.1");
        KeyStore peer = store("peer", "ip:127.0.0.1");
        KeyStore stranger = store("stranger", "ip:127.0.0.1");
        KeyStore elsewhere = store("elsewhere", "dns:example.org");
        KeyStore trustsPeer = trust(peer, elsewhere);
        KeyStore trustsGood = trust(good);
        int size = 3_000_000;
        ByteBuffer buffer = ByteBuffer.allocate(size);
        try (TestGuest guest = new TestGuest(1, "direct", size, 4096).start()) {
            try (Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                    .tls(Tls.of(good, PASSWORD, trustsPeer))
                    .intoBuffer(buffer)) {
                Replication how =
                        Replication.of(guest.region).to(replica.endpoint()).guest(guest);
                refused(how, "plain source");
                refused(how.tls(Tls.of(stranger, PASSWORD, trustsGood)), "stranger");
                refused(how.tls(Tls.of(peer, PASSWORD, trustsPeer)), "replica that is not trusted");
                assertEquals(null, replica.epoch());
                how.tls(Tls.of(peer, PASSWORD, trustsGood)).migration().run();
                assertArrayEquals(guest.last(), TestGuest.checked(replica));
            }
        }
        try (TestGuest guest = new TestGuest(2, "heap", 5000, 4096);
                Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                        .tls(Tls.of(elsewhere, PASSWORD, trustsPeer))
                        .intoBuffer(ByteBuffer.allocate(5000))) {
            refused(
                    Replication.of(guest.region)
                            .to(replica.endpoint())
                            .guest(guest)
                            .tls(Tls.of(peer, PASSWORD, trust(elsewhere))),
                    "certificate of another host");
        }
        IOException e = assertThrows(
                IOException.class,
                () -> Tls.load(directory.resolve("good"), "wrong".toCharArray(), directory.resolve("peer"), PASSWORD));
        assertTrue(e.getMessage().startsWith("cannot read the key store"), e.getMessage());
        Tls.load(directory.resolve("good"), PASSWORD, directory.resolve("peer"), PASSWORD);
    }

    private static void refused(Replication how, String who) {
        ReplicationException e =
                assertThrows(ReplicationException.class, () -> how.migration().run(), who);
        System.out.println("TlsTest: " + who + ": " + e.getMessage());
    }

    private KeyStore store(String name, String subject) throws Exception {
        Path file = directory.resolve(name);
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + subject,
                "-validity",
                "2",
                "-keystore",
                file.toString());
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static KeyStore trust(KeyStore... stores) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        for (KeyStore each : stores) {
            String name = each.aliases().nextElement();
            trusted.setCertificateEntry(name, each.getCertificate(name));
        }
        return trusted;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), () -> new String(output));
    }
}
