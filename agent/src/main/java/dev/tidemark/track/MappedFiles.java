package dev.tidemark.track;

import dev.tidemark.Coverage;
import dev.tidemark.boot.FileHooks;
import dev.tidemark.boot.FileId;
import dev.tidemark.boot.FileListener;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which parts of which files are mapped where, and what that means for regions: a region that lies in a mapping changes unseen when
 * its part of the file is written, cut off, or mapped a second time for writing.
 *
 * <p>Holds an entry per mapping, from its creation to its end. Mappings made before the agent started, by native code or by other
 * processes are not known.
 *
 * <p>Thread-safe. Holds no lock while it calls the tracker.
 */
final class MappedFiles implements FileListener {
    private final RegionTracker tracker;
    private final ConcurrentSkipListMap<Long, Mapping> byAddress = new ConcurrentSkipListMap<>();
    private final Map<FileId, Set<Mapping>> byFile = new ConcurrentHashMap<>();

    /** There may be mappings that are older than the agent, of any file. */
    private volatile boolean older;

    MappedFiles(RegionTracker tracker) {
        this.tracker = tracker;
    }

    /** Says that there are mappings which are older than the agent. */
    void olderOnes() {
        older = true;
    }

    @Override
    public String mapping(FileId file, long position, long byteSize, boolean writes) {
        if (writes) {
            for (Mapping each : of(file)) {
                if (each.overlaps(position, position + byteSize)) {
                    String refusal = tracker.exposed(
                            each.addressOf(position),
                            each.bytes(position, position + byteSize),
                            Coverage.SHARED_MAPPING,
                            "a second mapping of the file");
                    if (refusal != null) {
                        return refusal;
                    }
                }
            }
        }
        return null;
    }

    /** Again, because a region may have been tracked since: nobody has the new mapping yet. */
    @Override
    public void mapped(FileId file, long position, long byteSize, boolean writes, long address) {
        Mapping made = new Mapping(file, position, byteSize, writes, address);
        byAddress.put(address, made);
        byFile.compute(file, (key, present) -> {
            Set<Mapping> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(made);
            return all;
        });
        if (writes && FileHooks.watching) {
            for (Mapping each : of(file)) {
                if (each != made && each.overlaps(position, position + byteSize)) {
                    tracker.exposedAnyway(
                            each.addressOf(position),
                            each.bytes(position, position + byteSize),
                            Coverage.SHARED_MAPPING,
                            "a second mapping of the file");
                }
            }
        }
    }

    @Override
    public void unmapping(long address) {
        Mapping gone = byAddress.remove(address);
        if (gone != null) {
            byFile.computeIfPresent(gone.file, (key, present) -> {
                present.remove(gone);
                return present.isEmpty() ? null : present;
            });
        }
    }

    @Override
    public String changing(FileId file, long from, long to, String how) {
        for (Mapping each : of(file)) {
            if (each.overlaps(from, to)) {
                String refusal =
                        tracker.exposed(each.addressOf(from), each.bytes(from, to), Coverage.SHARED_MAPPING, how);
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }

    /** What was not exposed before the change was tracked meanwhile: nobody knows what it holds. */
    @Override
    public void changed(FileId file, long from, long to, String how) {
        for (Mapping each : of(file)) {
            if (each.overlaps(from, to)
                    && tracker.exposedAnyway(
                            each.addressOf(from), each.bytes(from, to), Coverage.SHARED_MAPPING, how)) {
                tracker.markAll(each.addressOf(from), each.bytes(from, to));
            }
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

    private Collection<Mapping> of(FileId file) {
        return file == null ? byAddress.values() : byFile.getOrDefault(file, Set.of());
    }

    /** @param writes whether stores into the mapping change the file */
    private record Mapping(FileId file, long position, long byteSize, boolean writes, long address) {
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
