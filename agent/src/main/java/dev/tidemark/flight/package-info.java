/**
 * What happens to regions, as events of the JDK's Flight Recorder.
 *
 * <p><b>Rule of this package.</b> It is loaded when a recording runs in the JVM, and never before; no other package knows {@code
 * jdk.jfr}. It tells what it hears from {@code track} and {@code snapshot}, and changes nothing. An event that nobody records costs
 * the question whether it is recorded.
 *
 * <p><b>Thread safety.</b> Any thread.
 */
package dev.tidemark.flight;
