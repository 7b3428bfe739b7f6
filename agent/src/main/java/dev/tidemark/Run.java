package dev.tidemark;

/**
 * A maximal range of dirty pages.
 *
 * @param byteOffset first byte, a multiple of the page size
 * @param byteLength bytes, clipped to the region's size, at least 1
 */
public record Run(long byteOffset, long byteLength) {}
