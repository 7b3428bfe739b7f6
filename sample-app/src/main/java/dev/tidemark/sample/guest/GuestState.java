package dev.tidemark.sample.guest;

import java.util.List;

/**
 * What a guest is beside the bytes of its memory: its registers, one could say. Memory plus this is the whole guest; either
 * alone is of no use, because the stack pointer is in here and not in memory.
 *
 * @param memoryPages size of the wasm memory in pages of 64 KiB
 * @param database address of the open connection, SQLite's {@code sqlite3*}
 * @param globals the module's mutable globals, by ascending index
 */
public record GuestState(int memoryPages, int database, List<GlobalValue> globals) {
    /** Copies the list. */
    public GuestState {
        globals = List.copyOf(globals);
    }

    /**
     * One mutable global.
     *
     * @param index the module's number for it
     * @param low its bits, or the low half of a vector
     * @param high the high half of a vector, else 0
     */
    public record GlobalValue(int index, long low, long high) {}
}
