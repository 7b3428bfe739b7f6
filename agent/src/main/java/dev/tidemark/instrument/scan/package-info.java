/**
 * What a JDK build could do to buffers past the hooks: a scan of all its classes, and the list of what is known of a release.
 *
 * <p><b>Rule of this package.</b> Nothing here runs when a JVM starts, but the one compare of {@link
 * dev.tidemark.instrument.scan.VerifiedBuilds}. The scan is for a background thread and for the tests. It reads class files and
 * lists, and knows nothing of hooks and regions.
 */
package dev.tidemark.instrument.scan;
