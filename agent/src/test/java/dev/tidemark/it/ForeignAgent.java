package dev.tidemark.it;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/** An agent of somebody else, which retransforms the classes that carry our hooks. Put in a jar of its own by the test. */
public final class ForeignAgent {
    /** How often the transformer saw one of the classes. */
    public static int seen;

    private ForeignAgent() {}

    /** With the option {@code stay} the transformer stays, else it is removed and the classes are retransformed once more. */
    public static void premain(String option, Instrumentation instrumentation) throws Exception {
        Class<?>[] hooked = {
            Class.forName("java.nio.HeapByteBuffer"),
            Class.forName("jdk.internal.misc.ScopedMemoryAccess"),
            Class.forName("sun.misc.Unsafe")
        };
        ClassFileTransformer copier = new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
                for (Class<?> each : hooked) {
                    if (each == type) {
                        seen++;
                        return bytes.clone();
                    }
                }
                return null;
            }
        };
        instrumentation.addTransformer(copier, true);
        instrumentation.retransformClasses(hooked);
        if (!"stay".equals(option)) {
            instrumentation.removeTransformer(copier);
            instrumentation.retransformClasses(hooked);
        }
    }
}
