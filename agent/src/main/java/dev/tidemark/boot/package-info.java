/**
 * What JDK code calls: the hooks, the write barrier and the marks.
 *
 * <p><b>Rule of this package.</b> Its classes are defined straight into the boot loader before the first JDK class is
 * rewritten, so that {@code java.base} can call them. They use {@code java.base} only, call nothing of the agent except
 * through {@link dev.tidemark.boot.MemoryListener}, and stay a handful of small classes. Code that runs in a hook uses no
 * lambda, no string concatenation, no lock and no buffer, because a hook may run inside any of these.
 *
 * <p>The only package that touches {@code jdk.internal.misc.Unsafe}.
 */
package dev.tidemark.boot;
