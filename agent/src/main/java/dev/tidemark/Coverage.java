package dev.tidemark;

/**
 * What is known of writes to a region that the agent cannot see. Anything but {@link #COMPLETE} can miss a write.
 *
 * <p>This version knows whether its hooks are in place. It does not watch yet for the {@code byte[]} of a heap buffer, for native
 * code, or for a second way into a mapped file: a program that uses those calls {@link Region#markDirty} after them, and the
 * three states that tell of them are never reported.
 */
public enum Coverage {
    /** Every hook is in place. */
    COMPLETE,
    /** The {@code byte[]} behind the region was handed out; plain array stores are not seen. */
    ARRAY_ESCAPED,
    /** Native code was given the memory. */
    NATIVE_EXPOSED,
    /** The mapped file was written another way. */
    SHARED_MAPPING,
    /** This JDK build did not match the agent's table, so some of its write paths carry no hook; the log names them. */
    HOOKS_INCOMPLETE
}
