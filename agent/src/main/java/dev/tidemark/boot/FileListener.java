package dev.tidemark.boot;

/** What the agent wants to hear of mapped files. Called by JDK code on any thread, inside the call that it tells of. */
public interface FileListener {
    /**
     * A part of a file is about to be mapped.
     *
     * @param position first byte of the file
     * @param writes whether stores into the mapping change the file
     * @return null, or one line that says why that is refused
     */
    String mapping(FileId file, long position, long byteSize, boolean writes);

    /** What {@link #mapping} told of has happened; {@code address} is that of {@code position}. */
    void mapped(FileId file, long position, long byteSize, boolean writes, long address);

    /** The mapping that was made at that address is about to go. */
    void unmapping(long address);

    /**
     * A file is about to change otherwise than through a mapping.
     *
     * @param file null if nobody knows which
     * @param from first byte that may change
     * @param to the byte after the last
     * @param how the call, for people
     * @return null, or one line that says why that is refused
     */
    String changing(FileId file, long from, long to, String how);

    /** What {@link #changing} told of has happened, as a whole or in part. Told on every end, an exception included. */
    void changed(FileId file, long from, long to, String how);
}
