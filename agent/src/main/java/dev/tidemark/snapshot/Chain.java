package dev.tidemark.snapshot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** From a full snapshot to a point: which files, and whether they fit together. */
final class Chain {
    private Chain() {}

    /**
     * The files that a point needs, the full one first.
     *
     * @throws SnapshotException if one is missing or does not fit
     */
    static List<Catalog.Entry> resolve(Catalog catalog, Catalog.Entry point) throws SnapshotException {
        List<Catalog.Entry> chain = new ArrayList<>();
        chain.add(point);
        Header at = point.header();
        while (!at.full()) {
            Catalog.Entry parent = catalog.parentOf(at);
            if (parent == null) {
                throw new SnapshotException("snapshot " + point.header().point() + " cannot be restored: "
                        + (chain.size() == 1 ? "its parent " : "the parent of " + at.point() + ", ") + at.parent()
                        + ", is not in this store; name the store that has it");
            }
            checkLink(parent.header(), at);
            chain.add(parent);
            at = parent.header();
        }
        Collections.reverse(chain);
        return chain;
    }

    static List<Path> paths(List<Catalog.Entry> chain) {
        return chain.stream().map(Catalog.Entry::path).toList();
    }

    /** @throws SnapshotException if {@code child} is no increment of {@code parent} */
    static void checkLink(Header parent, Header child) throws SnapshotException {
        String who = "snapshot " + child.point() + " does not follow " + parent.point() + ": ";
        require(
                child.parent().equals(parent.id()),
                who + "its parent is " + child.parent() + ", this one is " + parent.id());
        require(
                child.parentHash().equals(parent.pointHash()),
                who + "its parent had the hash " + child.parentHash() + ", this one has " + parent.pointHash()
                        + ", so it was changed or replaced");
        require(
                child.lineage().equals(parent.lineage()) && child.region().equals(parent.region()),
                who + "they are of different regions, '" + child.region() + "' and '" + parent.region() + "'");
        require(
                child.pageSize() == parent.pageSize() && child.byteSize() == parent.byteSize(),
                who + "page sizes " + child.pageSize() + " and " + parent.pageSize() + ", region sizes "
                        + child.byteSize() + " and " + parent.byteSize());
        require(
                child.sequence() == parent.sequence() + 1,
                who + "their sequence numbers are " + child.sequence() + " and " + parent.sequence());
        require(
                child.resumed() || child.start().equals(parent.start()),
                who + "they were taken by different starts of the process, and the chain was not resumed between them");
    }

    private static void require(boolean holds, String otherwise) throws SnapshotException {
        SnapshotFormat.require(holds, otherwise);
    }
}
