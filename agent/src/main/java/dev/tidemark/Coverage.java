package dev.tidemark;

/**
 * What is known of writes to a region that the agent cannot see.
 *
 * <p>A region that is not {@link #COMPLETE} is still exact where the agent's option {@code escape} is {@code hash}: every look,
 * harvest and clear then compares the pages with their content hashes. {@link Region#coverageReason()} tells what happened
 * and what is done about it.
 */
public enum Coverage {
    /** Every write is seen when it happens. */
    COMPLETE,
    /** The {@code byte[]} behind the region was handed out; plain array stores are not seen. */
    ARRAY_ESCAPED,
    /** Native code was given the memory. */
    NATIVE_EXPOSED,
    /** The mapped file was written another way. */
    SHARED_MAPPING,
    /** Some write paths of this JDK build carry no hook, or nobody has checked them yet; the log names them. */
    HOOKS_INCOMPLETE
}
