package dev.tidemark;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What stands behind {@link Tidemark}: the same operations as an object. Implemented by the agent; programs call
 * {@link Tidemark}.
 */
public interface Tracker {
    /** {@link Tidemark#track(String, ByteBuffer, int)}. */
    Region track(String name, ByteBuffer buffer, int pageSize);

    /** {@link Tidemark#trackMemory}. */
    Region trackMemory(String name, long address, long byteSize, int pageSize, Object keepAlive);

    /** {@link Tidemark#region}. */
    Region region(String name);

    /** {@link Tidemark#regions}. */
    List<Region> regions();

    /** {@link Tidemark#client}. */
    Client client(String name);

    /** {@link Tidemark#clients}. */
    List<Client> clients();
}
