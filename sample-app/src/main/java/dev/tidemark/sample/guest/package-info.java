/**
 * The guest: SQLite, compiled to wasm and run on the JVM, with its whole memory in one {@link java.nio.ByteBuffer}.
 *
 * <p><b>Rule of this package.</b> It knows wasm and SQLite and nothing of the agent: no tracking, no image files, no output.
 * Every byte that the guest writes goes through the buffer's own put methods; that is all the agent needs.
 *
 * <p><b>Thread safety.</b> None. A guest belongs to one thread, and its state is whole only between two calls.
 */
package dev.tidemark.sample.guest;
