package dev.tidemark.replicate;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS 1.3 with a certificate on both sides: each shows one from its key store, and accepts those that its trust store vouches for. The
 * source checks too that the certificate names the host it connected to. Immutable, thread-safe.
 */
public final class Tls {
    private final SSLContext context;

    private Tls(SSLContext context) {
        this.context = context;
    }

    /**
     * From stores at hand.
     *
     * @throws IllegalArgumentException if they cannot be used
     */
    public static Tls of(KeyStore keys, char[] password, KeyStore trusted) {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password);
            TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            others.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), others.getTrustManagers(), null);
            return new Tls(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key stores cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    /**
     * From files, PKCS12 or JKS.
     *
     * @throws IOException if one cannot be read, or the password is wrong
     */
    public static Tls load(Path keys, char[] keysPassword, Path trusted, char[] trustedPassword) throws IOException {
        return of(store(keys, keysPassword), keysPassword, store(trusted, trustedPassword));
    }

    /**
     * From the stores that the JVM's own properties name: {@code javax.net.ssl.keyStore}, {@code keyStorePassword}, {@code trustStore}
     * and {@code trustStorePassword}.
     *
     * @throws IOException if one is not named, or cannot be read
     */
    public static Tls ofThisJvm() throws IOException {
        return load(
                Path.of(property("keyStore")),
                property("keyStorePassword").toCharArray(),
                Path.of(property("trustStore")),
                property("trustStorePassword").toCharArray());
    }

    private static String property(String name) throws IOException {
        String value = System.getProperty("javax.net.ssl." + name);
        if (value == null) {
            throw new IOException("TLS needs a key store and a trust store, and this JVM has no property javax.net.ssl."
                    + name + ": start it with -Djavax.net.ssl." + name + "=...");
        }
        return value;
    }

    private static KeyStore store(Path file, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read the key store " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException("cannot read the key store " + file + ": " + e.getMessage(), e);
        }
    }

    /** The source's side of a connection. */
    SSLSocket client(Socket below, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(below, host, port, true);
        SSLParameters parameters = parameters(socket);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The replica's side. */
    SSLSocket server(Socket below) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(below, null, below.getPort(), true);
        socket.setUseClientMode(false);
        SSLParameters parameters = parameters(socket);
        parameters.setNeedClientAuth(true);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLParameters parameters(SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        return parameters;
    }
}
