package dev.tidemark.rewind;

import java.util.function.LongConsumer;

/**
 * What every page of a region holds. Never changes; a changed one is made by a {@link Draft} and shares what is equal, in nodes of
 * {@value #NODE_PAGES} pages. A page without a copy is all zeroes; so are all pages of a node that is null.
 *
 * <p>Worked example: 512 MiB in pages of 4096 bytes are 131,072 pages in 2,048 nodes. A draft that changes one page shares 2,047 nodes
 * and 63 copies, and takes 8 KiB for the array of nodes, 272 bytes for the node, and the copy.
 *
 * <p><b>Counting.</b> Nodes and copies know their holders, so that bytes held are counted once however often they are shared. Whoever
 * keeps a map {@linkplain #hold holds} it, and {@linkplain #release releases} it in the end; both cost a pass over the nodes, touch
 * the copies of those that come or go, and cannot fail. Not thread-safe: guarded by the history.
 */
final class PageMap {
    static final int NODE_PAGES = 64;

    private static final int SHIFT = 6;

    private final Node[] nodes;

    /** Bytes of all copies. */
    private final long byteCount;

    private PageMap(Node[] nodes, long byteCount) {
        this.nodes = nodes;
        this.byteCount = byteCount;
    }

    /** All zeroes. */
    static PageMap empty(long pageCount) {
        return new PageMap(new Node[Math.toIntExact((pageCount + NODE_PAGES - 1) >>> SHIFT)], 0);
    }

    /** The copy of a page, or null if it is all zeroes. */
    PageCopy get(long page) {
        Node node = nodes[(int) (page >>> SHIFT)];
        return node == null ? null : node.copies[(int) page & NODE_PAGES - 1];
    }

    /** Bytes of all copies of this map, as if it shared none. */
    long byteCount() {
        return byteCount;
    }

    /** Names the pages whose copies are not the same object, in ascending order. Equal copies are mostly the same. */
    void forEachDifference(PageMap other, LongConsumer page) {
        for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] != other.nodes[i]) {
                for (long p = (long) i << SHIFT, end = p + NODE_PAGES; p < end; p++) {
                    if (get(p) != other.get(p)) {
                        page.accept(p);
                    }
                }
            }
        }
    }

    /** Counts one more keeper; returns how many bytes are held that were not before. */
    long hold() {
        long bytes = 0;
        for (Node node : nodes) {
            if (node != null && node.holders++ == 0) {
                for (PageCopy copy : node.copies) {
                    if (copy != null && copy.holders++ == 0) {
                        bytes += copy.bytes.length;
                    }
                }
            }
        }
        return bytes;
    }

    /** Counts one keeper less; returns how many bytes nobody holds any more. */
    long release() {
        long bytes = 0;
        for (Node node : nodes) {
            if (node != null && --node.holders == 0) {
                for (PageCopy copy : node.copies) {
                    if (copy != null && --copy.holders == 0) {
                        bytes += copy.bytes.length;
                    }
                }
            }
        }
        return bytes;
    }

    private static final class Node {
        final PageCopy[] copies;
        int holders;

        Node(PageCopy[] copies) {
            this.copies = copies;
        }
    }

    /** A map in the making. Leaves the one that it began with as it is. */
    static final class Draft {
        private final PageMap base;
        private Node[] nodes;
        private long byteCount;
        private long addedBytes;

        Draft(PageMap base) {
            this.base = base;
            this.nodes = base.nodes;
            this.byteCount = base.byteCount;
        }

        PageCopy get(long page) {
            Node node = nodes[(int) (page >>> SHIFT)];
            return node == null ? null : node.copies[(int) page & NODE_PAGES - 1];
        }

        /** @param copy null for zeroes; else a new one */
        void set(long page, PageCopy copy) {
            int i = (int) (page >>> SHIFT);
            int at = (int) page & NODE_PAGES - 1;
            if (nodes == base.nodes) {
                nodes = base.nodes.clone();
            }
            if (nodes[i] == base.nodes[i]) {
                nodes[i] = new Node(nodes[i] == null ? new PageCopy[NODE_PAGES] : nodes[i].copies.clone());
            }
            PageCopy old = nodes[i].copies[at];
            byteCount -= old == null ? 0 : old.bytes.length;
            if (copy != null) {
                byteCount += copy.bytes.length;
                addedBytes += copy.bytes.length;
            }
            nodes[i].copies[at] = copy;
        }

        /** Bytes of all copies that were set. */
        long addedBytes() {
            return addedBytes;
        }

        PageMap map() {
            return nodes == base.nodes ? base : new PageMap(nodes, byteCount);
        }
    }
}
