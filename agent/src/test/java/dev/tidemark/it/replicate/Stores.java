package dev.tidemark.it.replicate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.replicate.Tls;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;

/** Key stores for TLS on loopback, made by keytool, and the flags of a JVM that uses them. */
final class Stores {
    private static final String PASSWORD = "changeit";

    private final Path directory;

    Stores(Path directory) {
        this.directory = directory;
    }

    /** A key of its own, for a peer at 127.0.0.1. */
    void make(String name) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        directory.resolve(name).toString())
                .redirectErrorStream(true)
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), () -> new String(output));
    }

    /** The protection of peer {@code own}, who trusts {@code other} alone. */
    Tls tls(String own, String other) throws Exception {
        char[] password = PASSWORD.toCharArray();
        return Tls.load(directory.resolve(own), password, trust(own, other), password);
    }

    private Path trust(String own, String other) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        KeyStore theirs = KeyStore.getInstance(directory.resolve(other).toFile(), PASSWORD.toCharArray());
        trusted.setCertificateEntry(other, theirs.getCertificate(other));
        Path trust = directory.resolve(own + "-trusts-" + other);
        try (OutputStream out = Files.newOutputStream(trust)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return trust;
    }

    /** The same, as flags of a JVM. */
    String[] flags(String own, String other) throws Exception {
        return new String[] {
            "-Djavax.net.ssl.keyStore=" + directory.resolve(own),
            "-Djavax.net.ssl.keyStorePassword=" + PASSWORD,
            "-Djavax.net.ssl.trustStore=" + trust(own, other),
            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD
        };
    }
}
