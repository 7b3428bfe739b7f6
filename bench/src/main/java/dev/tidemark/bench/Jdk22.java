package dev.tidemark.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Code that needs JDK 22. The benchmarks are compiled by JDK 17, so it is source in the jar, and the JVM that needs it compiles
 * it. It implements an interface of ours, and one call of that does much.
 */
public final class Jdk22 {
    /** The first release with a final foreign-memory API. */
    public static final int FEATURE = 22;

    private static final String PACKAGE = "dev.tidemark.bench.jdk22";

    private Jdk22() {}

    /**
     * Compiles a class, about a second, and makes an object of it.
     *
     * @param name simple name of a class with one public constructor, a resource of the package
     * @param arguments of the constructor
     * @throws IllegalStateException if this JVM is older, has no compiler, or the constructor throws
     */
    public static <T> T create(String name, Class<T> type, Object... arguments) {
        if (Runtime.version().feature() < FEATURE) {
            throw new IllegalStateException(name + " needs JDK " + FEATURE + ", this is " + Runtime.version());
        }
        try {
            Path classes = compile(name);
            URL[] path = {classes.toUri().toURL()};
            // Not closed: what it loaded may load more.
            @SuppressWarnings("resource")
            URLClassLoader loader = new URLClassLoader(path, Jdk22.class.getClassLoader());
            return type.cast(
                    loader.loadClass(PACKAGE + "." + name).getConstructors()[0].newInstance(arguments));
        } catch (IOException | ReflectiveOperationException e) {
            Throwable cause = e.getCause() != null ? e.getCause() : e;
            throw new IllegalStateException(name + ": " + cause.getMessage(), cause);
        }
    }

    private static Path compile(String name) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException(name + " needs a JDK, this is a runtime without a compiler");
        }
        Path classes = Files.createTempDirectory("tidemark-bench");
        List<String> options = List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                "-proc:none",
                "-Xlint:-options");
        StringWriter messages = new StringWriter();
        boolean done = compiler.getTask(messages, null, null, options, null, List.of(source(name)))
                .call();
        try (var files = Files.walk(classes)) {
            files.forEach(file -> file.toFile().deleteOnExit());
        }
        if (!done) {
            throw new IllegalStateException(name + " does not compile: " + messages);
        }
        return classes;
    }

    private static SimpleJavaFileObject source(String name) throws IOException {
        String file = "/" + PACKAGE.replace('.', '/') + "/" + name + ".java";
        try (InputStream in = Jdk22.class.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new SimpleJavaFileObject(URI.create("string://" + file), SimpleJavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return text;
                }
            };
        }
    }
}
