package dev.tidemark.track;

import dev.tidemark.Coverage;
import dev.tidemark.boot.FileHooks;
import dev.tidemark.boot.FileId;
import dev.tidemark.boot.FileListener;
import dev.tidemark.track.MappedFiles.Mapping;

/**
 * Is told of files that change, or are mapped, and exposes the regions that lie in them: such a region changes unseen when its part of
 * the file is written, cut off, or mapped a second time for writing.
 *
 * <p>Thread-safe. Holds no lock while it exposes regions.
 */
final class FileChanges implements FileListener {
    private final MappedFiles files;
    private final Exposures exposures;

    FileChanges(MappedFiles files, Exposures exposures) {
        this.files = files;
        this.exposures = exposures;
    }

    @Override
    public String mapping(FileId file, long position, long byteSize, boolean writes) {
        if (writes) {
            for (Mapping each : files.of(file)) {
                if (each.overlaps(position, position + byteSize)) {
                    String refusal = exposures.exposed(
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
        Mapping made = files.add(file, position, byteSize, writes, address);
        if (writes && FileHooks.watching) {
            for (Mapping each : files.of(file)) {
                if (each != made && each.overlaps(position, position + byteSize)) {
                    exposures.exposedAnyway(
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
        files.remove(address);
    }

    @Override
    public String changing(FileId file, long from, long to, String how) {
        for (Mapping each : files.of(file)) {
            if (each.overlaps(from, to)) {
                String refusal =
                        exposures.exposed(each.addressOf(from), each.bytes(from, to), Coverage.SHARED_MAPPING, how);
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
        for (Mapping each : files.of(file)) {
            if (each.overlaps(from, to)
                    && exposures.exposedAnyway(
                            each.addressOf(from), each.bytes(from, to), Coverage.SHARED_MAPPING, how)) {
                exposures.markAll(each.addressOf(from), each.bytes(from, to));
            }
        }
    }
}
