package dev.tidemark.replicate;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The replication protocol, every number of it, and what each message looks like. {@code docs/REPLICATION.md} describes it; a test
 * compares the two. Integers are big-endian.
 *
 * <p>Each side first sends a greeting of {@value #GREETING_BYTES} bytes, then frames:
 *
 * <pre>
 * 4  bytes of payload, at most {@value #MAX_PAYLOAD}
 * 1  type, a {@link Type}
 * 3  zero
 * 8  number of the frame, counted from 0 in each direction
 * 4  CRC32C of both nonces (the sender's first), the 16 bytes before, and the payload
 *    payload
 * </pre>
 *
 * <p>The nonces make every connection's checksums its own, so that a recorded stream is refused. They are no signature: against
 * somebody who changes bytes on purpose there is TLS.
 */
final class Protocol {
    /** "TIDELINK". */
    static final long MAGIC = 0x54_49_44_45_4C_49_4E_4BL;

    /** The oldest version that is understood. */
    static final int VERSION_LOW = 1;

    /** The newest. The replica chooses the highest that both know. */
    static final int VERSION_HIGH = 1;

    static final int GREETING_BYTES = 20;
    static final int NONCE_BYTES = 8;
    static final int FRAME_HEAD = 20;

    /** Offset, length, encoding. */
    static final int DATA_HEAD = 13;

    /** Bytes of a region in one DATA frame. */
    static final int MAX_RUN = 128 << 10;

    static final int MAX_STATE = 1 << 20;
    static final int MAX_NAME_BYTES = 800;
    static final int MAX_TEXT_BYTES = 1000;
    static final int MIN_PAGE = 64;
    static final int MAX_PAGE = 2 << 20;
    static final long MAX_PAGES = 1L << 31;
    static final int MAX_HASHES = 4096;

    /** The longest payload, that of a commit. */
    static final int MAX_PAYLOAD = 8 + 8 + MAX_STATE;

    /** The bytes of the run follow. */
    static final int RAW = 0;

    /** All bytes of the run are zero; none follow. */
    static final int ZERO = 1;

    /** The length of what was packed. */
    static final int PACKED_HEAD = 4;

    /** Payloads of DATA frames that are packed together. */
    static final int MAX_PACKED = DATA_HEAD + MAX_RUN;

    static final int FLAG_ZSTD = 1;

    /** The replica holds bytes of the same region, whole epoch or not, that can be compared. */
    static final int FLAG_COMPARABLE = 2;

    /** The replica answers {@link Type#FLUSH}. */
    static final int FLAG_FLUSH = 4;

    static final UUID NO_LINEAGE = new UUID(0, 0);

    private Protocol() {}

    /** Messages. The number is what is sent. */
    enum Type {
        OFFER(1, true, 33 + MAX_NAME_BYTES, "which region, and who sends it"),
        ACCEPT(2, false, 36, "what the replica holds, how many bytes may be on their way"),
        REFUSE(3, false, MAX_TEXT_BYTES, "one line; the connection ends"),
        EPOCH(4, true, 8, "an epoch begins"),
        DATA(5, true, DATA_HEAD + MAX_RUN, "bytes of the region"),
        COMMIT(6, true, MAX_PAYLOAD, "the epoch is complete; the guest's state"),
        COMMITTED(7, false, 8, "the replica holds that epoch"),
        CREDIT(8, false, 8, "so many more bytes may be sent"),
        HEARTBEAT(9, true, 0, "still there, either way"),
        HASHES_WANTED(10, true, 28, "hash these pages as they are in the replica"),
        HASHES(11, false, 12 + 16 * MAX_HASHES, "two hashes per page"),
        HAND_OVER(12, true, 8, "the source has stopped for good; go on from that epoch"),
        HANDED_OVER(13, false, 8, "understood"),
        FLUSH(14, true, 8, "force what came to the disk, so that little is left for the commit"),
        FLUSHED(15, false, 8, "done; how long the guest will have to wait for what cannot be done before, ns"),
        PACKED(16, true, PACKED_HEAD + MAX_PACKED, "payloads of DATA frames, one behind the other, in one zstd frame");

        final int number;
        final boolean fromSource;
        final int maxPayload;
        final String meaning;

        Type(int number, boolean fromSource, int maxPayload, String meaning) {
            this.number = number;
            this.fromSource = fromSource;
            this.maxPayload = maxPayload;
            this.meaning = meaning;
        }

        /** The type of that number; null if there is none. */
        static Type of(int number) {
            return number < 1 || number > values().length ? null : values()[number - 1];
        }

        /** Whether that side may send it. */
        boolean isFrom(boolean source) {
            return this == HEARTBEAT || fromSource == source;
        }
    }

    /**
     * What each side says first.
     *
     * @param low oldest version; the replica's answer has the chosen one in both, or 0 if there is none
     */
    record Greeting(int low, int high, long nonce) {
        byte[] encode() {
            return ByteBuffer.allocate(GREETING_BYTES)
                    .putLong(MAGIC)
                    .putShort((short) low)
                    .putShort((short) high)
                    .putLong(nonce)
                    .array();
        }

        static Greeting decode(byte[] bytes) throws ReplicationException {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.getLong() != MAGIC) {
                throw new ReplicationException(
                        "what came first is no greeting of Tidemark's replication: another program"
                                + " talks on this port, or one side uses TLS and the other does not");
            }
            return new Greeting(in.getShort() & 0xffff, in.getShort() & 0xffff, in.getLong());
        }
    }

    /**
     * {@link Type#OFFER}.
     *
     * @param lineage the history of epochs that this connection goes on with
     */
    record Offer(long byteSize, int pageSize, UUID lineage, boolean zstd, String region) {
        byte[] encode() {
            byte[] name = region.getBytes(StandardCharsets.UTF_8);
            ByteBuffer out = room(33 + name.length).putLong(byteSize).putInt(pageSize);
            out.putInt(zstd ? FLAG_ZSTD : 0);
            return putId(out, lineage).put((byte) 0).put(name).array();
        }

        static Offer decode(ByteBuffer in) throws ReplicationException {
            try {
                long byteSize = in.getLong();
                int pageSize = in.getInt();
                int flags = in.getInt();
                UUID lineage = new UUID(in.getLong(), in.getLong());
                require(in.get() == 0, "an offer has a byte that must be 0");
                String name = StandardCharsets.UTF_8.decode(in).toString();
                require(
                        pageSize >= MIN_PAGE && pageSize <= MAX_PAGE && Integer.bitCount(pageSize) == 1,
                        "an offer has the page size " + pageSize + "; it is a power of two from " + MIN_PAGE + " to "
                                + MAX_PAGE);
                require(
                        byteSize > 0 && (byteSize - 1) / pageSize < MAX_PAGES,
                        "an offer has a region of " + byteSize + " bytes in pages of " + pageSize
                                + "; there are 1 to 2^31 pages");
                require(
                        !name.isEmpty() && name.chars().noneMatch(Character::isISOControl),
                        "an offer has a region without a name, or with control characters in it");
                require(!lineage.equals(NO_LINEAGE), "an offer has no lineage");
                return new Offer(byteSize, pageSize, lineage, (flags & FLAG_ZSTD) != 0, name);
            } catch (BufferUnderflowException e) {
                throw new ReplicationException("an offer ends early", e);
            }
        }
    }

    /**
     * {@link Type#ACCEPT}.
     *
     * @param lineage whose epoch the replica holds
     * @param epoch its number; 0 if it holds none
     * @param window how many bytes of payload may be on their way
     * @param flush whether it answers {@link Type#FLUSH}
     */
    record Accept(UUID lineage, long epoch, long window, boolean zstd, boolean comparable, boolean flush) {
        byte[] encode() {
            ByteBuffer out = putId(room(36), lineage).putLong(epoch).putLong(window);
            return out.putInt((zstd ? FLAG_ZSTD : 0) | (comparable ? FLAG_COMPARABLE : 0) | (flush ? FLAG_FLUSH : 0))
                    .array();
        }

        static Accept decode(ByteBuffer in) throws ReplicationException {
            require(in.remaining() == 36, "an accept of " + in.remaining() + " bytes; it has 36");
            UUID lineage = new UUID(in.getLong(), in.getLong());
            long epoch = in.getLong();
            long window = in.getLong();
            int flags = in.getInt();
            require(
                    epoch >= 0 && window >= 2L * MAX_RUN,
                    "an accept of epoch " + epoch + " with a window of " + window + " bytes");
            return new Accept(
                    lineage,
                    epoch,
                    window,
                    (flags & FLAG_ZSTD) != 0,
                    (flags & FLAG_COMPARABLE) != 0,
                    (flags & FLAG_FLUSH) != 0);
        }
    }

    /**
     * {@link Type#COMMIT}.
     *
     * @param frames DATA frames of the epoch
     * @param state of the guest, beside the region; may be empty
     */
    record Commit(long epoch, long frames, byte[] state) {
        byte[] encode() {
            return room(16 + state.length)
                    .putLong(epoch)
                    .putLong(frames)
                    .put(state)
                    .array();
        }

        static Commit decode(ByteBuffer in) throws ReplicationException {
            require(in.remaining() >= 16, "a commit of " + in.remaining() + " bytes; it has at least 16");
            long epoch = in.getLong();
            long frames = in.getLong();
            byte[] state = new byte[in.remaining()];
            in.get(state);
            return new Commit(epoch, frames, state);
        }
    }

    /**
     * {@link Type#HASHES_WANTED}.
     *
     * @param seed of the first hash of each page, and
     * @param seed2 of the second
     */
    record HashesWanted(long firstPage, int count, long seed, long seed2) {
        byte[] encode() {
            return room(28).putLong(firstPage)
                    .putInt(count)
                    .putLong(seed)
                    .putLong(seed2)
                    .array();
        }

        static HashesWanted decode(ByteBuffer in) throws ReplicationException {
            require(in.remaining() == 28, "a request for hashes of " + in.remaining() + " bytes; it has 28");
            HashesWanted wanted = new HashesWanted(in.getLong(), in.getInt(), in.getLong(), in.getLong());
            require(
                    wanted.firstPage >= 0 && wanted.count > 0 && wanted.count <= MAX_HASHES,
                    "a request for hashes of " + wanted.count + " pages from " + wanted.firstPage + " on");
            return wanted;
        }
    }

    /** {@link Type#HASHES}: as wanted, two per page. */
    record Hashes(long firstPage, long[] hashes) {
        byte[] encode() {
            ByteBuffer out = room(12 + hashes.length * 8).putLong(firstPage).putInt(hashes.length / 2);
            for (long hash : hashes) {
                out.putLong(hash);
            }
            return out.array();
        }

        static Hashes decode(ByteBuffer in) throws ReplicationException {
            require(in.remaining() >= 12, "hashes of " + in.remaining() + " bytes");
            long first = in.getLong();
            int count = in.getInt();
            require(
                    count > 0 && count <= MAX_HASHES && in.remaining() == count * 16,
                    "hashes of " + count + " pages in " + in.remaining() + " bytes");
            long[] hashes = new long[count * 2];
            in.asLongBuffer().get(hashes);
            return new Hashes(first, hashes);
        }
    }

    /** A payload of one number, with room for the head before it. */
    static byte[] number(long value) {
        return room(8).putLong(value).array();
    }

    /** The number that a payload is. */
    static long number(ByteBuffer in) throws ReplicationException {
        require(in.remaining() == 8, "a number of " + in.remaining() + " bytes");
        return in.getLong();
    }

    /** One line, with room for the head before it. */
    static byte[] text(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_TEXT_BYTES);
        return room(length).put(bytes, 0, length).array();
    }

    /** One line without control characters, whatever was sent. */
    static String text(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(in).toString().replaceAll("\\p{Cntrl}", "?");
    }

    static void require(boolean rule, String broken) throws ReplicationException {
        if (!rule) {
            throw new ReplicationException("broken protocol: " + broken);
        }
    }

    /** A buffer with room for a frame's head, positioned behind it. */
    private static ByteBuffer room(int payload) {
        return ByteBuffer.allocate(FRAME_HEAD + payload).position(FRAME_HEAD);
    }

    private static ByteBuffer putId(ByteBuffer out, UUID id) {
        return out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
}
