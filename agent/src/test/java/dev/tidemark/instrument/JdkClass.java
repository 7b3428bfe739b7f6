package dev.tidemark.instrument;

import java.io.IOException;
import java.io.InputStream;

/** Class files of the running JDK. */
final class JdkClass {
    private JdkClass() {}

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
