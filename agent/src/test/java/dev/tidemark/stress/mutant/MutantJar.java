package dev.tidemark.stress.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes the mutated copy of a finished agent jar. Without patches: what the rewriter makes now is not what it made then. */
public final class MutantJar {
    private MutantJar() {}

    /** Writes {@code jar}, with one class changed, into {@code directory}. */
    public static Path write(Path jar, Mutant mutant, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path mutated = directory.resolve(mutant + ".jar");
        boolean changed = false;
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream out = Files.newOutputStream(mutated);
                JarOutputStream to = new JarOutputStream(out)) {
            for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".patch")) {
                    continue;
                }
                try (InputStream in = from.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    to.putNextEntry(new JarEntry(entry.getName()));
                    if (entry.getName().equals(mutant.type() + ".class")) {
                        byte[] now = mutate(bytes, mutant);
                        changed = !Arrays.equals(mutate(bytes, null), now);
                        bytes = now;
                    }
                    to.write(bytes);
                    to.closeEntry();
                }
            }
        }
        if (!changed) {
            throw new AssertionError(
                    mutant + " changes nothing: " + mutant.type() + " is not as the mutant expects it");
        }
        return mutated;
    }

    /** A class with the mutant's change; with none for null, so that the two can be compared. */
    private static byte[] mutate(byte[] bytes, Mutant mutant) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                // The classes at hand merge nothing else, and nothing more of those that can be thrown.
                return isThrowable(one) && isThrowable(other) ? "java/lang/Throwable" : "java/lang/Object";
            }

            private boolean isThrowable(String type) {
                return type.endsWith("Error") || type.endsWith("Exception") || type.endsWith("Throwable");
            }
        };
        ClassVisitor visitor = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                return mutant == null ? next : mutant.change(name, next);
            }
        };
        new ClassReader(bytes).accept(visitor, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
