package dev.tidemark.instrument;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The agent's own jar, which the JVM has open already. A stream of each resource would be ten times as much work. */
final class AgentJar implements Closeable {
    private final ZipFile file;

    AgentJar() throws IOException {
        URL location = AgentJar.class.getProtectionDomain().getCodeSource().getLocation();
        try {
            file = new ZipFile(new File(location.toURI()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException("the agent was not loaded from a jar file but from " + location, e);
        }
    }

    /** The content of an entry; null if there is no such entry. */
    byte[] read(String path) throws IOException {
        ZipEntry entry = file.getEntry(path);
        if (entry == null) {
            return null;
        }
        try (InputStream in = file.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
