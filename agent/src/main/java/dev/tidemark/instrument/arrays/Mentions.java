package dev.tidemark.instrument.arrays;

import java.nio.charset.StandardCharsets;

/**
 * What a class file mentions, looked for in its bytes as a whole: spares most classes a closer look, and at worst asks for one too
 * many.
 *
 * @param arrays anything by which code can handle a {@code byte[]}
 * @param nestedArrays the type {@code byte[][]}
 */
record Mentions(boolean arrays, boolean nestedArrays) {
    private static final String[] HANDLES = {
        "[B",
        "arraycopy",
        "java/lang/reflect/",
        "java/lang/invoke/MethodHandle",
        "java/lang/invoke/VarHandle",
        "java/lang/invoke/LambdaMetafactory",
        "sun/misc/Unsafe",
        "AtomicReferenceFieldUpdater"
    };

    static Mentions in(byte[] classFile) {
        String text = new String(classFile, StandardCharsets.ISO_8859_1);
        for (String each : HANDLES) {
            if (text.contains(each)) {
                return new Mentions(true, text.contains("[[B"));
            }
        }
        return new Mentions(false, false);
    }
}
