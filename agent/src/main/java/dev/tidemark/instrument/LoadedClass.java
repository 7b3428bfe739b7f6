package dev.tidemark.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;

/** Reads classes as the JVM has them, with what other agents put into them. */
final class LoadedClass implements ClassFileTransformer {
    private final Class<?> type;
    private byte[] bytes;

    private LoadedClass(Class<?> type) {
        this.type = type;
    }

    /**
     * The class file of a loaded class. An agent that takes part in retransformations is asked to transform the class once more, and
     * will be again when the result is used to redefine it.
     *
     * @throws UnmodifiableClassException if the JVM does not tell
     */
    static byte[] bytes(Instrumentation instrumentation, Class<?> type) throws UnmodifiableClassException {
        LoadedClass reader = new LoadedClass(type);
        instrumentation.addTransformer(reader, true);
        try {
            instrumentation.retransformClasses(type);
        } finally {
            instrumentation.removeTransformer(reader);
        }
        if (reader.bytes == null) {
            throw new UnmodifiableClassException(type.getName());
        }
        return reader.bytes;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (redefined == type) {
            bytes = classFile.clone();
        }
        return null; // as it is
    }
}
