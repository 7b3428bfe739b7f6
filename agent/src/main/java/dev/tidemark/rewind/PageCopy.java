package dev.tidemark.rewind;

/** The bytes of one page, as they were. Shared by all maps that hold it; its bytes never change. */
final class PageCopy {
    final byte[] bytes;

    /** How many nodes have it. Guarded by the history. */
    int holders;

    PageCopy(byte[] bytes) {
        this.bytes = bytes;
    }
}
