package dev.tidemark.boot;

import java.nio.ByteBuffer;

/** What the agent wants to hear of memory that comes and goes. Called by JDK code on any thread; must not block for long. */
public interface MemoryListener {
    /** A heap, direct or writable mapped buffer of at least {@link Hooks#minimum} bytes was allocated. */
    void allocated(ByteBuffer buffer);

    /** A heap array of a size that is sought, and that the barrier does not know, was written. See {@link Barrier#seek}. */
    void found(byte[] array);

    /** A heap buffer of at least {@link Hooks#WATCHED_LENGTH} bytes was allocated, or one that {@link #allocated} tells of next. */
    void arrayAllocated(ByteBuffer buffer);

    /** Native memory is about to be freed. {@code byteSize} is 1 where the caller knows only the address. */
    void freeing(long address, long byteSize);

    /*
     * What follows is called before memory is handed out in a way that lets writes go unseen. Each returns null if that may go on,
     * or one line that says why it is refused: the hook throws then, and nothing has happened.
     */

    /** The array of a heap buffer is about to be handed out; the listener finds out to whom. */
    String arrayTaken(byte[] array);

    /** An array was allocated, and only code whose stores are seen has it. */
    void arrayBorn(byte[] array);

    /** The array of a heap buffer is about to be given to code whose stores are not seen, by code whose stores are. */
    String arrayGiven(byte[] array, String how);

    /** Any array may be written unseen from now on. */
    String allArraysGiven(String how);

    /** Native code is about to be given memory. {@code how} names the call. */
    String nativeExposed(long address, long byteSize, String how);

    /** Native code can reach any native memory from now on. */
    String allNativeExposed(String how);

    /** The number of a native address is about to be handed out; the listener finds out to whom. */
    String addressTaken(long address, long byteSize);

    /** Native code can reach any memory from now on. */
    String allExposed(String how);
}
