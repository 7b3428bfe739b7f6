package dev.tidemark;

/** Receives dirty runs in ascending order, without an object per run. */
@FunctionalInterface
public interface RunConsumer {
    /**
     * One run.
     *
     * @param byteOffset first byte, a multiple of the page size
     * @param byteLength bytes, clipped to the region's size, at least 1
     */
    void accept(long byteOffset, long byteLength);
}
