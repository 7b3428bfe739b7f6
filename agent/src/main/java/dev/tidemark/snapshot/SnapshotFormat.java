package dev.tidemark.snapshot;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The snapshot file, every number of it. Integers are big-endian.
 *
 * <pre>
 * fixed header   {@value #FIXED_BYTES} bytes, the {@link Field}s
 * CRC32C         of the fixed header
 * region name    UTF-8
 * CRC32C         of the region name
 * attachments    per attachment: length of the name, name, length of the content, content
 * CRC32C         of the attachments
 * run index      {@value #RUN_BYTES} bytes per run, ascending, without overlap
 * CRC32C         of the run index
 * data           of the runs, in their order, without gaps, to the end of the file
 * </pre>
 *
 * <p>The file's hash is the SHA-256 of all that stands before the data, the hash itself and the CRCs left out. The run index holds
 * a CRC32C of each run's data, so the hash speaks for every byte. It tells files apart and binds an increment to its parent; it is
 * no signature.
 */
final class SnapshotFormat {
    static final String SUFFIX = ".tide";

    /** Not text: a transfer that changes line ends or strips the eighth bit breaks it. */
    static final long MAGIC = 0x89_54_49_44_45_0D_0A_1AL;

    static final int VERSION = 1;

    static final int FIXED_BYTES = 256;
    static final int RUN_BYTES = 28;
    static final int CRC_BYTES = 4;
    static final int HASH_BYTES = 32;

    static final int KIND_FULL = 0;
    static final int KIND_INCREMENT = 1;

    /** Another start of the process continued the chain after it had restored the parent. */
    static final int FLAG_RESUMED = 1;

    /** The data are the bytes of the run. */
    static final int RAW = 0;

    /** All bytes of the run are zero; there are no data. */
    static final int ZERO = 1;

    /** The data are one zstd frame. */
    static final int ZSTD = 2;

    /** Of a run with data, so that a reader checks it as a whole before it uses any of it. The largest page. */
    static final int MAX_RUN_DATA = 2 << 20;

    static final int MIN_PAGE = 64;
    static final int MAX_PAGE = 2 << 20;
    static final int MAX_NAME_BYTES = 800;
    static final int MAX_ATTACHMENTS = 64;
    static final int MAX_ATTACHMENT_NAME = 100;
    static final int MAX_ATTACHMENT_BYTES = 16 << 20;

    /** The fields of the fixed header, in their order. */
    enum Field {
        MAGIC(8, "`89 54 49 44 45 0D 0A 1A`"),
        VERSION(4, "1"),
        KIND(4, "0 full, 1 increment"),
        FLAGS(4, "bit 0: another start of the process continued the chain here, after it had restored the parent"),
        PAGE_SIZE(4, "bytes per page, a power of two from 64 to 2 MiB"),
        BYTE_SIZE(8, "bytes of the region"),
        SEQUENCE(4, "0 for the first snapshot, then one more than the parent's"),
        RUN_COUNT(4, "entries of the run index"),
        EPOCH(8, "the region's epoch at the harvest"),
        TAKEN_AT(8, "milliseconds since 1970-01-01 UTC"),
        LINEAGE(16, "identity of the region: made with the first snapshot, the same in all that descend from it"),
        CHAIN(16, "identity of the chain; one that branches off gets its own"),
        ID(16, "identity of this point in the region's history"),
        START(16, "identity of the JVM that took it"),
        PARENT(16, "an increment's parent: its `ID`; 0 for a full one"),
        PARENT_HASH(32, "the parent's hash (its `STANDS_FOR` if that is not 0); 0 for a full one"),
        STANDS_FOR(
                32,
                "hash of the increment that this full snapshot was merged from and takes the place of; otherwise 0"),
        ATTACHMENT_COUNT(4, "0 to 64"),
        ATTACHMENT_BYTES(4, "size of the attachments section, its CRC left out"),
        DATA_BYTES(8, "size of the data"),
        NAME_BYTES(4, "size of the region's name, 1 to 800"),
        RESERVED(4, "0"),
        HASH(32, "SHA-256 of the fixed header up to here, the name, the attachments and the run index");

        final int size;
        final String meaning;
        private int offset = -1;

        Field(int size, String meaning) {
            this.size = size;
            this.meaning = meaning;
        }

        int offset() {
            if (offset < 0) {
                int sum = 0;
                for (Field field : values()) {
                    if (field == this) {
                        break;
                    }
                    sum += field.size;
                }
                offset = sum;
            }
            return offset;
        }
    }

    /** The fields of an entry of the run index, in their order. */
    enum RunField {
        BYTE_OFFSET(8, "first byte within the region, a multiple of the page size"),
        BYTE_LENGTH(4, "a multiple of the page size, or up to the region's end; at most 2 MiB unless zero"),
        ENCODING(4, "0 raw, 1 zero (no data, increments only), 2 zstd (one frame)"),
        DATA_LENGTH(4, "bytes in the data section: `BYTE_LENGTH` if raw, 0 if zero, less than `BYTE_LENGTH` if zstd"),
        DATA_CRC(4, "CRC32C of those; 0 if zero"),
        CRC(4, "CRC32C of the run's bytes; 0 if zero");

        final int size;
        final String meaning;

        RunField(int size, String meaning) {
            this.size = size;
            this.meaning = meaning;
        }
    }

    private SnapshotFormat() {}

    /** Most that the fixed header and the name take. */
    static int mostHeadBytes() {
        return FIXED_BYTES + CRC_BYTES + MAX_NAME_BYTES + CRC_BYTES;
    }

    /** Where the name begins. */
    static int nameAt() {
        return FIXED_BYTES + CRC_BYTES;
    }

    /** Where the attachments begin. */
    static long attachmentsAt(Header header) {
        return (long) nameAt() + header.nameBytes() + CRC_BYTES;
    }

    /** Where the run index begins. */
    static long runsAt(Header header) {
        return attachmentsAt(header) + header.attachmentBytes() + CRC_BYTES;
    }

    /** Where the data begin. */
    static long dataAt(Header header) {
        return runsAt(header) + (long) header.runCount() * RUN_BYTES + CRC_BYTES;
    }

    /** Size of the file. */
    static long fileBytes(Header header) {
        return dataAt(header) + header.dataBytes();
    }

    /** The fixed header. */
    static ByteBuffer encode(Header h) {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES);
        out.putLong(MAGIC).putInt(VERSION);
        out.putInt(h.full() ? KIND_FULL : KIND_INCREMENT).putInt(h.resumed() ? FLAG_RESUMED : 0);
        out.putInt(h.pageSize()).putLong(h.byteSize());
        out.putInt(h.sequence()).putInt(h.runCount());
        out.putLong(h.epoch()).putLong(h.takenAt());
        for (UUID id : new UUID[] {h.lineage(), h.chain(), h.id(), h.start(), h.parent()}) {
            out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        out.put(h.parentHash().bytes()).put(h.standsFor().bytes());
        out.putInt(h.attachmentCount()).putInt(h.attachmentBytes()).putLong(h.dataBytes());
        out.putInt(h.nameBytes()).putInt(0);
        out.put(h.hash().bytes());
        return out.flip();
    }

    /**
     * Reads the fixed header, but for the name.
     *
     * @throws SnapshotException that names the field, its value and the rule
     */
    static Header decode(ByteBuffer in) throws SnapshotException {
        require(in.getLong() == MAGIC, "it is no snapshot file: the magic number is wrong");
        int version = in.getInt();
        require(version == VERSION, "its format version is " + version + ", this agent reads " + VERSION);
        int kind = in.getInt();
        require(kind == KIND_FULL || kind == KIND_INCREMENT, "KIND is " + kind + ", not 0 or 1");
        int flags = in.getInt();
        require((flags & ~FLAG_RESUMED) == 0, "FLAGS has unknown bits: " + flags);
        int pageSize = in.getInt();
        require(
                pageSize >= MIN_PAGE && pageSize <= MAX_PAGE && Integer.bitCount(pageSize) == 1,
                "PAGE_SIZE is " + pageSize + ", not a power of two from 64 to 2 MiB");
        long byteSize = in.getLong();
        require(byteSize > 0 && byteSize <= 1L << 52, "BYTE_SIZE is " + byteSize + ", not 1 to 2^52");
        int sequence = in.getInt();
        require(sequence >= 0, "SEQUENCE is " + sequence + ", less than 0");
        int runCount = in.getInt();
        require(
                runCount >= 0 && runCount <= (byteSize + pageSize - 1) / pageSize,
                "RUN_COUNT is " + runCount + ", more than there are pages, or less than 0");
        long epoch = in.getLong();
        long takenAt = in.getLong();
        UUID lineage = id(in);
        UUID chain = id(in);
        UUID id = id(in);
        UUID start = id(in);
        UUID parent = id(in);
        Hash parentHash = hash(in);
        Hash standsFor = hash(in);
        boolean full = kind == KIND_FULL;
        require(full == parent.equals(Header.NONE), "only an increment has a PARENT: " + parent);
        require(full == parentHash.isNone(), "only an increment has a PARENT_HASH: " + parentHash);
        require(full || standsFor.isNone(), "only a full snapshot may stand for another: " + standsFor);
        require(
                full ? flags == 0 : sequence > 0,
                "KIND does not go with FLAGS or SEQUENCE: " + flags + ", " + sequence);
        int attachmentCount = in.getInt();
        require(
                attachmentCount >= 0 && attachmentCount <= MAX_ATTACHMENTS,
                "ATTACHMENT_COUNT is " + attachmentCount + ", not 0 to " + MAX_ATTACHMENTS);
        int attachmentBytes = in.getInt();
        int most = MAX_ATTACHMENT_BYTES + MAX_ATTACHMENTS * (MAX_ATTACHMENT_NAME + 8);
        require(
                attachmentBytes >= 0 && attachmentBytes <= most,
                "ATTACHMENT_BYTES is " + attachmentBytes + ", not 0 to " + most);
        long dataBytes = in.getLong();
        require(
                dataBytes >= 0 && dataBytes <= (long) runCount * MAX_RUN_DATA,
                "DATA_BYTES is " + dataBytes + ", more than the runs can have, or less than 0");
        int nameBytes = in.getInt();
        require(
                nameBytes >= 1 && nameBytes <= MAX_NAME_BYTES,
                "NAME_BYTES is " + nameBytes + ", not 1 to " + MAX_NAME_BYTES);
        int reserved = in.getInt();
        require(reserved == 0, "RESERVED is " + reserved + ", not 0");
        return new Header(
                full,
                flags == FLAG_RESUMED,
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
                hash(in),
                "");
    }

    private static UUID id(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static Hash hash(ByteBuffer in) {
        byte[] bytes = new byte[HASH_BYTES];
        in.get(bytes);
        return new Hash(bytes);
    }

    static void require(boolean holds, String otherwise) throws SnapshotException {
        if (!holds) {
            throw new SnapshotException(otherwise);
        }
    }
}
