package dev.tidemark.instrument;

/** Where in a method the hook goes. */
enum Edit {
    /** After the one call of {@link Hook#callee}. */
    AFTER_CALL,
    /** As {@link #AFTER_CALL}, and when the call throws: a bulk operation that fails may have written a part. */
    AFTER_CALL_FINALLY,
    /** After each call of {@link Hook#callee}, which returns how much it wrote; and when it throws. */
    AFTER_READ_FINALLY,
    /** When the method returns, and when it throws, with the buffer's position as it was at the start. */
    WHOLE_METHOD,
    /** In place of the whole method, whose store and hook are one call. See {@link DirectPutRewriter}. */
    REWRITTEN,
    /** In place of the one BASTORE: store, then hook. */
    BYTE_STORE,
    /** In place of the one {@code System.arraycopy}: copy, then hook. */
    ARRAY_COPY,
    /** Before every return. */
    BEFORE_RETURN,
    /** As the first instruction. */
    AT_ENTRY,
    /**
     * As {@link #BEFORE_RETURN}, for a hook that may refuse the call: what it throws goes to the caller, who gets nothing then, so
     * there is no write to make up for.
     */
    BEFORE_RETURN_OR_REFUSE,
    /** As {@link #AT_ENTRY}, likewise. */
    AT_ENTRY_OR_REFUSE,
    /** As the first instruction, and when the method returns, and when it throws: three calls, of which some may be none. */
    AROUND
}
