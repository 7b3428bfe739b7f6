/**
 * The public API of Tidemark: name a buffer, ask which of its pages were written, take them in a transaction.
 *
 * <p><b>Rule of this package.</b> Interfaces and values, and the two doors {@link dev.tidemark.Tidemark} and {@link dev.tidemark.Guests}. It knows nothing of hooks, bitmaps, JMX or files, and depends on
 * no other package of the agent. It is loaded by the class loader that loads the agent jar (the system class loader).
 *
 * <p><b>Units.</b> Offsets and lengths are bytes counted from the region's first byte. A page is {@link
 * dev.tidemark.Region#pageSize() pageSize} bytes; only {@link dev.tidemark.Region#mergeDirtyLog mergeDirtyLog} counts pages.
 *
 * <p><b>Thread safety.</b> Everything here may be called from any thread. Writers of a region are never blocked by any of
 * it; operations that read or take the pages of one region exclude one another for microseconds.
 *
 * <p><b>Words.</b> <i>Region</i>, <i>page</i>, <i>client</i> and <i>dirty</i> as in QEMU's dirty memory tracking; a
 * <i>run</i> is a maximal range of dirty pages; a <i>harvest</i> takes a client's dirty pages and clears them in one step.
 */
package dev.tidemark;
