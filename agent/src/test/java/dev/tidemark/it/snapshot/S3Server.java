package dev.tidemark.it.snapshot;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** S3Proxy in a process of its own, on the loopback interface, with its objects in files. */
final class S3Server implements AutoCloseable {
    private static final long START_SECONDS = 300;

    private final Process process;
    private final int port;

    /** Starts it and waits until it answers. */
    S3Server(Path directory, String bucket) throws IOException, InterruptedException {
        port = Ports.free();
        Files.createDirectories(directory.resolve("objects").resolve(bucket));
        Path properties = directory.resolve("s3proxy.properties");
        Files.write(
                properties,
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=user",
                        "s3proxy.credential=secret",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=none",
                        "jclouds.credential=none",
                        "jclouds.filesystem.basedir=" + directory.resolve("objects")));
        Files.writeString(directory.resolve("logback.xml"), "<configuration><root level=\"warn\"/></configuration>");
        process = new ProcessBuilder(
                        ForkedJvm.java().toString(),
                        "-Xmx128m",
                        "-cp",
                        directory + java.io.File.pathSeparator + libraries("server") + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile())
                .start();
        try {
            awaitAnswer(directory);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Where a client finds the bucket. */
    String uri(String bucket) {
        return "s3x://user:secret@localhost:" + port + "/" + bucket;
    }

    /** Directory of the jars that a module of the build collects. */
    static Path libraries(String module) {
        Path jars = ForkedJvm.agentJar()
                .resolveSibling("../src/test/s3/" + module + "/target/libraries")
                .normalize();
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(
                    "no jars in " + jars + ": run mvn package in agent/src/test/s3/" + module + " first");
        }
        return jars;
    }

    private void awaitAnswer(Path directory) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                HttpURLConnection connection = (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
                connection.getResponseCode();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException(
                "the S3 server does not answer:\n" + Files.readString(directory.resolve("server.log")));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
