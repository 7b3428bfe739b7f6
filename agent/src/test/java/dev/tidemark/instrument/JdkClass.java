package dev.tidemark.instrument;

import java.io.IOException;
import java.io.InputStream;

/** Class files of the running JDK. */
final class JdkClass {
    private JdkClass() {}

    /** Whether the JVM that runs the tests has the class; it lacks incubators that it was not asked for. */
    static boolean isThere(String internalName) {
        return JdkClass.class.getResource("/" + internalName + ".class") != null
                || !internalName.startsWith("jdk/incubator/");
    }

    static byte[] bytes(String internalName) {
        try {
            Class<?> type = Class.forName(internalName.replace('/', '.'), false, null);
            try (InputStream in = type.getResourceAsStream("/" + internalName + ".class")) {
                return in.readAllBytes();
            }
        } catch (ClassNotFoundException | IOException e) {
            throw new AssertionError("no class file of " + internalName, e);
        }
    }
}
