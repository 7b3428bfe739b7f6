package dev.tidemark.boot;

import java.nio.ByteBuffer;

/** What the agent wants to hear of memory that comes and goes. Called by JDK code on any thread; must not block for long. */
public interface MemoryListener {
    /** A heap, direct or writable mapped buffer of at least {@link Hooks#minimum} bytes was allocated. */
    void allocated(ByteBuffer buffer);

    /** Native memory is about to be freed. {@code byteSize} is 1 where the caller knows only the address. */
    void freeing(long address, long byteSize);
}
