package dev.tidemark.boot;

/** What the agent wants to hear of native libraries. */
public interface LibraryListener {
    /**
     * A class is about to load a native library, whose code may run before this call's caller returns.
     *
     * @param by null for the JVM itself
     * @return null, or one line that says why that is refused
     */
    String loading(Class<?> by, String library);
}
