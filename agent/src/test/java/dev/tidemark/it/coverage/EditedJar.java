package dev.tidemark.it.coverage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/** A copy of a jar in which some entries are others. */
final class EditedJar {
    private final Path jar;
    private final Map<String, UnaryOperator<byte[]>> edits = new HashMap<>();

    EditedJar(Path jar) {
        this.jar = jar;
    }

    /** The entry's new content comes from its old one; null takes it out. */
    EditedJar edit(String entry, UnaryOperator<byte[]> edit) {
        edits.put(entry, edit);
        return this;
    }

    /** Fails if an entry to edit is not there. */
    Path write(Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream out = Files.newOutputStream(to);
                JarOutputStream copy = new JarOutputStream(out)) {
            for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                UnaryOperator<byte[]> edit = edits.remove(entry.getName());
                byte[] bytes = read(from, entry);
                byte[] now = edit == null ? bytes : edit.apply(bytes);
                if (now != null) {
                    copy.putNextEntry(new JarEntry(entry.getName()));
                    copy.write(now);
                    copy.closeEntry();
                }
            }
        }
        if (!edits.isEmpty()) {
            throw new AssertionError("the jar lacks " + edits.keySet());
        }
        return to;
    }

    private static byte[] read(JarFile from, JarEntry entry) throws IOException {
        try (InputStream in = from.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
