package dev.tidemark;

/** What is known of writes to a region that the agent cannot see. Anything but {@link #COMPLETE} can miss a write. */
public enum Coverage {
    /** Every way to write the region is seen. */
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
