package dev.tidemark.snapshot;

import java.util.UUID;

/** The fixed header and the region's name; see {@link SnapshotFormat.Field}. */
record Header(
        boolean full,
        boolean resumed,
        int pageSize,
        long byteSize,
        int sequence,
        int runCount,
        long epoch,
        long takenAt,
        UUID lineage,
        UUID chain,
        UUID id,
        UUID start,
        UUID parent,
        Hash parentHash,
        Hash standsFor,
        int attachmentCount,
        int attachmentBytes,
        long dataBytes,
        int nameBytes,
        Hash hash,
        String region) {
    /** No id. */
    static final UUID NONE = new UUID(0, 0);

    /** The hash that children of this point name. */
    Hash pointHash() {
        return standsFor.isNone() ? hash : standsFor;
    }

    /** What the user calls this point: the same for an increment and the full snapshot that takes its place. */
    String point() {
        return "%08x-%06d".formatted(chain.getMostSignificantBits() >>> 32, sequence);
    }

    /** The file's only name. */
    String fileName() {
        return fileName(full);
    }

    /** The name of the point's file of one kind. */
    String fileName(boolean kind) {
        return point() + (kind ? "-full" : "-inc") + SnapshotFormat.SUFFIX;
    }

    /** This plan, made now. */
    Header takenNow(long regionEpoch) {
        return new Header(
                full,
                resumed,
                pageSize,
                byteSize,
                sequence,
                runCount,
                regionEpoch,
                System.currentTimeMillis(),
                lineage,
                chain,
                id,
                start,
                parent,
                parentHash,
                standsFor,
                attachmentCount,
                attachmentBytes,
                dataBytes,
                nameBytes,
                hash,
                region);
    }

    /** A full snapshot of the same point, in the place of this increment. */
    Header merged() {
        return new Header(
                true,
                false,
                pageSize,
                byteSize,
                sequence,
                0,
                epoch,
                takenAt,
                lineage,
                chain,
                id,
                start,
                NONE,
                Hash.NONE,
                pointHash(),
                0,
                0,
                0,
                nameBytes,
                Hash.NONE,
                region);
    }

    Header withName(String name) {
        return new Header(
                full,
                resumed,
                pageSize,
                byteSize,
                sequence,
                runCount,
                epoch,
                takenAt,
                lineage,
                chain,
                id,
                start,
                parent,
                parentHash,
                standsFor,
                attachmentCount,
                attachmentBytes,
                dataBytes,
                nameBytes,
                hash,
                name);
    }

    Header withContent(int runs, int attachments, int bytesOfAttachments, long bytesOfData, Hash sum) {
        return new Header(
                full,
                resumed,
                pageSize,
                byteSize,
                sequence,
                runs,
                epoch,
                takenAt,
                lineage,
                chain,
                id,
                start,
                parent,
                parentHash,
                standsFor,
                attachments,
                bytesOfAttachments,
                bytesOfData,
                nameBytes,
                sum,
                region);
    }
}
