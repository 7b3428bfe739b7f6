package dev.tidemark.track;

import dev.tidemark.boot.FileId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which parts of which files are mapped where.
 *
 * <p>Holds an entry per mapping, from its creation to its end. Mappings made before the agent started, by native code or by other
 * processes are not known.
 *
 * <p>Thread-safe.
 */
final class MappedFiles {
    private final ConcurrentSkipListMap<Long, Mapping> byAddress = new ConcurrentSkipListMap<>();
    private final Map<FileId, Set<Mapping>> byFile = new ConcurrentHashMap<>();

    /** There may be mappings that are older than the agent, of any file. */
    private volatile boolean older;

    /** Says that there are mappings which are older than the agent. */
    void olderOnes() {
        older = true;
    }

    /** A part of a file was mapped. */
    Mapping add(FileId file, long position, long byteSize, boolean writes, long address) {
        Mapping made = new Mapping(file, position, byteSize, writes, address);
        byAddress.put(address, made);
        byFile.compute(file, (key, present) -> {
            Set<Mapping> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(made);
            return all;
        });
        return made;
    }

    /** A mapping is about to end. */
    void remove(long address) {
        Mapping gone = byAddress.remove(address);
        if (gone != null) {
            byFile.computeIfPresent(gone.file, (key, present) -> {
                present.remove(gone);
                return present.isEmpty() ? null : present;
            });
        }
    }

    /**
     * Why a region's content can change unseen from its beginning on, or null.
     *
     * @param mapped whether its memory is known to be a mapped file
     */
    String reason(long address, long byteSize, boolean mapped) {
        Mapping own = at(address);
        if (own == null) {
            return mapped ? "the file was mapped before the agent started" : null;
        }
        if (older) {
            return "the file may have been mapped before the agent started, too";
        }
        long from = own.position + (address - own.address);
        for (Mapping each : of(own.file)) {
            if (each != own && each.writes && each.overlaps(from, from + byteSize)) {
                return "a second mapping of the file";
            }
        }
        return null;
    }

    /** The mapping that the address is in, or null. */
    private Mapping at(long address) {
        Map.Entry<Long, Mapping> entry = byAddress.floorEntry(address);
        return entry == null || address - entry.getKey() >= entry.getValue().byteSize ? null : entry.getValue();
    }

    boolean isMapped(long address) {
        return at(address) != null;
    }

    /** The mappings of a file; all there are if it is null. */
    Collection<Mapping> of(FileId file) {
        return file == null ? byAddress.values() : byFile.getOrDefault(file, Set.of());
    }

    /** @param writes whether stores into the mapping change the file */
    record Mapping(FileId file, long position, long byteSize, boolean writes, long address) {
        boolean overlaps(long from, long to) {
            return from < position + byteSize && position < to;
        }

        /** Where a byte of the file is mapped, or the first one after it that is. */
        long addressOf(long from) {
            return address + Math.max(0, from - position);
        }

        /** How many of these bytes of the file are mapped. */
        long bytes(long from, long to) {
            return Math.min(to, position + byteSize) - Math.max(from, position);
        }
    }
}
