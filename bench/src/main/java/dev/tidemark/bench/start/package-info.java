/**
 * The section "start": how long a small program takes, from the start of its JVM to its end, without the agent, with an agent that does
 * nothing, and with Tidemark.
 *
 * <p><b>Rule of this package.</b> The programs use nothing but {@code java.base}, and the JVM's options are its defaults, the default
 * class data archive included: they stand for programs of users.
 */
package dev.tidemark.bench.start;
