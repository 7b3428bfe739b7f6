package dev.tidemark.it.oracle;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** TLS engines of both versions, with every kind of suite: handshakes, wraps and unwraps, also in place and of broken records. */
final class TlsCases {
    private static final Api WRAP = Api.of(SSLEngine.class, "wrap", ByteBuffer.class, ByteBuffer.class);
    private static final Api WRAP_ALL = Api.of(SSLEngine.class, "wrap", ByteBuffer[].class, ByteBuffer.class);
    private static final Api WRAP_SOME =
            Api.of(SSLEngine.class, "wrap", ByteBuffer[].class, int.class, int.class, ByteBuffer.class);
    private static final Api UNWRAP = Api.of(SSLEngine.class, "unwrap", ByteBuffer.class, ByteBuffer.class);
    private static final Api UNWRAP_ALL = Api.of(SSLEngine.class, "unwrap", ByteBuffer.class, ByteBuffer[].class);
    private static final Api UNWRAP_SOME =
            Api.of(SSLEngine.class, "unwrap", ByteBuffer.class, ByteBuffer[].class, int.class, int.class);

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Room for any record. */
    private static final int RECORD = 17_500;

    private static final Map<String, Pair> KEPT = new HashMap<>();

    private static SSLContext context;

    private TlsCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String suite : List.of(
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_256_GCM_SHA384",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384")) {
            cases.add(row(suite + " handshake", t -> handshake(t, suite), WRAP, UNWRAP));
            cases.add(row(suite + " wrap", t -> wrap(t, suite), WRAP));
            cases.add(row(suite + " wrap from the memory", t -> wrapFrom(t, suite), WRAP_ALL, WRAP_SOME));
            cases.add(row(suite + " unwrap", t -> unwrap(t, suite), UNWRAP));
            cases.add(row(suite + " unwrap from the memory", t -> unwrapFrom(t, suite), UNWRAP));
            cases.add(row(suite + " unwrap within the memory", t -> unwrapWithin(t, suite), UNWRAP));
            cases.add(row(suite + " unwrap, scattered", t -> scatter(t, suite), UNWRAP_ALL, UNWRAP_SOME));
            cases.add(row(suite + " unwrap what was tampered with", t -> unwrapTampered(t, suite), UNWRAP)
                    .mayWriteNothing());
            cases.add(row(suite + " unwrap without room", t -> unwrapWithoutRoom(t, suite), UNWRAP)
                    .mayWriteNothing());
        }
        cases.add(row("to read-only", TlsCases::toReadOnly, WRAP).mayWriteNothing());
        return cases;
    }

    private static Case row(String name, Operation operation, Api... apis) {
        return Case.loose(name, operation, apis).shapes(Case.Shapes.ONE);
    }

    /** A client and a server that trust each other. */
    private record Pair(SSLEngine client, SSLEngine server) {
        static Pair of(String suite) throws Exception {
            return new Pair(engine(suite, true), engine(suite, false));
        }

        /**
         * One that is kept: handshakes are slow. What is wrapped by a kept pair must be unwrapped by it, or its records no longer
         * follow each other; so there is one for each purpose.
         */
        static Pair shakenHands(String suite, String purpose) throws Throwable {
            Pair kept = KEPT.get(suite + purpose);
            if (kept == null) {
                kept = shakenHands(suite);
                KEPT.put(suite + purpose, kept);
            }
            return kept;
        }

        static Pair shakenHands(String suite) throws Throwable {
            Pair pair = of(suite);
            pair.shakeHands(
                    ByteBuffer.allocate(RECORD), ByteBuffer.allocateDirect(RECORD), ByteBuffer.allocate(RECORD));
            return pair;
        }

        /** All records go through the buffers for the wire. */
        void shakeHands(ByteBuffer wireToServer, ByteBuffer wireToClient, ByteBuffer plain) throws Throwable {
            ByteBuffer clientOut = wireToServer.slice();
            ByteBuffer serverOut = wireToClient.slice();
            ByteBuffer toServer = clientOut.duplicate().limit(0);
            ByteBuffer toClient = serverOut.duplicate().limit(0);
            client.beginHandshake();
            server.beginHandshake();
            for (int i = 0; i < 40; i++) {
                step(client, toServer, clientOut, toClient, plain);
                step(server, toClient, serverOut, toServer, plain);
            }
            Expect.that(
                    client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                            && server.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING,
                    "the handshake does not end");
        }

        /** {@code outEnd} is where {@code out} ends; what was read makes room for what is next. */
        private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer outEnd, ByteBuffer in, ByteBuffer plain)
                throws Throwable {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_WRAP) {
                if (!out.hasRemaining()) {
                    out.position(0);
                    outEnd.clear();
                }
                WRAP.call(engine, ByteBuffer.allocate(0), outEnd);
                out.limit(outEnd.position());
            } else if (in.hasRemaining()) {
                UNWRAP.call(engine, in, plain.clear());
            }
        }
    }

    private static SSLEngine engine(String suite, boolean client) throws Exception {
        if (context == null) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = TlsCases.class.getResourceAsStream("/oracle/tls.p12")) {
                store.load(in, PASSWORD);
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("oracle", store.getCertificate("oracle"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(new String[] {suite.contains("_WITH_") ? "TLSv1.2" : "TLSv1.3"});
        engine.setEnabledCipherSuites(new String[] {suite});
        return engine;
    }

    private static void handshake(Target target, String suite) throws Throwable {
        ByteBuffer all = target.window(2 * RECORD + 100);
        int at = all.position();
        Pair.of(suite)
                .shakeHands(
                        all.duplicate().limit(at + RECORD),
                        all.duplicate().position(at + RECORD + 100),
                        ByteBuffer.allocate(RECORD));
    }

    private static void wrap(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite, "wrap");
        SSLEngineResult result = (SSLEngineResult) WRAP.call(
                pair.client, ByteBuffer.wrap(target.noise(1 + target.random().nextInt(3000))), target.window(RECORD));
        Expect.that(result.bytesProduced() > 0, "nothing was wrapped");
    }

    private static void wrapFrom(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite, "wrap");
        ByteBuffer all = target.window(RECORD + 2000);
        int at = all.position();
        ByteBuffer[] from = {
            ByteBuffer.allocate(10),
            all.duplicate().limit(at + 700),
            all.duplicate().position(at + 800).limit(at + 1500)
        };
        ByteBuffer to = all.duplicate().position(at + 2000);
        WRAP_ALL.call(pair.client, from, to);
        for (ByteBuffer each : from) {
            each.position(Math.max(0, each.limit() - 5));
        }
        WRAP_SOME.call(pair.server, from, 1, 2, target.window(RECORD));
    }

    /** A record that the server is to read. */
    private static ByteBuffer record(Target target, Pair pair) throws SSLException {
        ByteBuffer record =
                target.random().nextBoolean() ? ByteBuffer.allocate(RECORD) : ByteBuffer.allocateDirect(RECORD);
        pair.client.wrap(ByteBuffer.wrap(target.noise(1 + target.random().nextInt(3000))), record);
        return record.flip();
    }

    private static void unwrap(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite, "unwrap");
        ByteBuffer record = record(target, pair);
        SSLEngineResult result = (SSLEngineResult) UNWRAP.call(pair.server, record, target.window(RECORD));
        Expect.that(result.bytesProduced() > 0, "nothing was unwrapped");
    }

    /** The record is decrypted in place: what is read from is written to. */
    private static void unwrapFrom(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite, "unwrap");
        ByteBuffer record = record(target, pair);
        ByteBuffer window = target.window(record.remaining());
        window.duplicate().put(record);
        target.begin();
        UNWRAP.call(pair.server, window, ByteBuffer.allocate(RECORD));
    }

    private static void unwrapWithin(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite, "unwrap");
        ByteBuffer record = record(target, pair);
        ByteBuffer window = target.window(record.remaining() + RECORD);
        ByteBuffer from = window.duplicate().limit(window.position() + record.remaining());
        from.duplicate().put(record);
        target.begin();
        UNWRAP.call(pair.server, from, window.position(from.limit()));
    }

    private static void scatter(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite, "unwrap");
        ByteBuffer all = target.window(2 * RECORD);
        int at = all.position();
        ByteBuffer[] to = {all.duplicate().limit(at + 100), all.duplicate().position(at + 500)};
        UNWRAP_ALL.call(pair.server, record(target, pair), to);
        UNWRAP_SOME.call(pair.server, record(target, pair), to, 1, 1);
    }

    private static void unwrapTampered(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite);
        ByteBuffer record = record(target, pair);
        int last = record.limit() - 1;
        record.put(last, (byte) ~record.get(last));
        boolean inPlace = target.random().nextBoolean();
        ByteBuffer window = target.window(RECORD);
        if (inPlace) {
            window.duplicate().put(record);
            window.limit(window.position() + record.limit());
            target.begin();
        }
        Expect.maybeThrown(
                () -> UNWRAP.call(
                        pair.server, inPlace ? window : record, inPlace ? ByteBuffer.allocate(RECORD) : window),
                SSLException.class);
    }

    private static void unwrapWithoutRoom(Target target, String suite) throws Throwable {
        Pair pair = Pair.shakenHands(suite);
        SSLEngineResult result = (SSLEngineResult) UNWRAP.call(pair.server, record(target, pair), target.window(0));
        Expect.that(result.bytesProduced() == 0, "it found room");
    }

    private static void toReadOnly(Target target) throws Throwable {
        Pair pair = Pair.shakenHands("TLS_AES_128_GCM_SHA256");
        ByteBuffer window = target.window(RECORD).asReadOnlyBuffer();
        Expect.thrown(
                () -> WRAP.call(pair.client, ByteBuffer.wrap(target.noise(100)), window),
                ReadOnlyBufferException.class);
    }
}
