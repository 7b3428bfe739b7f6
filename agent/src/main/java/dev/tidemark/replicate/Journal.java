package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The pages of an epoch, and the epoch's name, before any of it is applied. Nothing of a journal counts until it is sealed; a sealed one
 * may be applied again and again.
 *
 * <p>8 bytes with the epoch's number, then records, big-endian: 8 bytes offset in the region, 4 length, 4 CRC32C of the
 * epoch's number, these, and the bytes, 1 encoding ({@link Protocol#RAW},
 * {@link Protocol#ZERO}, {@value #SEAL} or {@value #HANDED_OVER}), the bytes. Behind the pages comes the seal: its bytes are the {@link
 * StateFile} to come, its offset the number of records before it. Behind that may stand that a guest took over, with the
 * {@link BootId} of the machine.
 *
 * <p>One thread at a time. Holds one run in memory.
 */
final class Journal implements Closeable {
    /** Applies a run. */
    interface Consumer {
        /** @param bytes null for zeros */
        void run(long offset, int length, ByteBuffer bytes) throws IOException;
    }

    static final int SEAL = 255;
    static final int HANDED_OVER = 254;

    private static final int HEAD = 17;
    private static final int NUMBER = 8;
    private static final int SEAL_ROOM = 8 << 10;
    private static final int MAX_NAME = Protocol.MAX_STATE + 2048;

    private final FileChannel file;
    private final String boot;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private final ByteBuffer epoch = ByteBuffer.allocate(NUMBER);
    private final ByteBuffer[] record = new ByteBuffer[2];
    private long end;
    private long records;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private boolean handedOver;

    /** @param boot what {@link BootId} says; null if that is not known */
    Journal(FileChannel file, String boot) {
        this.file = file;
        this.boot = boot;
    }

    /** Makes it empty. */
    void reset() throws IOException {
        end = 0;
        records = 0;
        file.truncate(0);
    }

    /** Bytes written since it was empty. */
    long size() {
        return end;
    }

    /** Whether it has no pages. */
    boolean isEmpty() {
        return records == 0;
    }

    /** Makes it empty, for an epoch. Its number is in every checksum, so that nothing of an older one can be taken for it. */
    void begin(long number) throws IOException {
        reset();
        epoch.putLong(0, number);
        file.position(0);
        epoch.clear();
        while (epoch.hasRemaining()) {
            file.write(epoch);
        }
        end = NUMBER;
    }

    void add(long offset, int length, int encoding, ByteBuffer bytes) throws IOException {
        append(offset, length, encoding, bytes);
        records++;
    }

    /**
     * Forces what was added, and room for a seal behind it: so sealing changes nothing but bytes that are on the disk already, and takes
     * about as long as this does when nothing was added.
     */
    void flush() throws IOException {
        ByteBuffer room = ByteBuffer.allocate(SEAL_ROOM); // a record of zeros has a wrong checksum
        for (long at = end; room.hasRemaining(); ) {
            at += file.write(room, at);
        }
        file.force(false);
    }

    /** From now on the epoch is complete. */
    void seal(ReplicaEpoch epoch, boolean durable) throws IOException {
        byte[] name = StateFile.encode(epoch);
        append(records, name.length, SEAL, ByteBuffer.wrap(name));
        if (durable) {
            file.force(false);
        }
    }

    private void append(long offset, int length, int encoding, ByteBuffer bytes) throws IOException {
        head.clear();
        head.putLong(offset).putInt(length).putInt(0).put((byte) encoding).flip();
        head.putInt(12, checksum(encoding, bytes));
        record[0] = head;
        record[1] = bytes;
        file.position(end);
        long left = HEAD + bytes.remaining();
        end += left;
        while (left > 0) {
            left -= file.write(record, 0, 2);
        }
    }

    /** Of the head as it is now, its CRC left out, and the bytes. */
    private int checksum(int encoding, ByteBuffer bytes) {
        crc.reset();
        crc.update(epoch.array());
        crc.update(head.array(), 0, 12);
        crc.update(encoding);
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /**
     * Says that the bytes are a guest's from now on: the sealed journal must not be applied over them again. Unless the machine fails, which may
     * lose what was applied; so that is not forced to the disk.
     *
     * @return whether it could be said; if not, the journal must be emptied
     */
    boolean handOver() throws IOException {
        if (boot == null) {
            return false;
        }
        append(records, boot.length(), HANDED_OVER, ByteBuffer.wrap(boot.getBytes(StandardCharsets.US_ASCII)));
        return true;
    }

    /** Whether a guest took over since the machine was started, as far as the last {@link #read} came. */
    boolean isHandedOver() {
        return handedOver;
    }

    /**
     * Reads from the beginning, as far as records are whole.
     *
     * @return the epoch that the journal was sealed with; null if it was not, and then nothing of it counts
     */
    ReplicaEpoch read(Consumer runs) throws IOException {
        long size = file.size();
        long count = 0;
        handedOver = false;
        if (size < NUMBER) {
            return null;
        }
        fill(epoch.clear(), 0);
        for (long at = NUMBER; load(at, size); count++) {
            if (encoding() == SEAL) {
                ReplicaEpoch sealed = StateFile.decode(content());
                if (head.getLong(0) != count || sealed.number() != epoch.getLong(0)) {
                    return null;
                }
                handedOver = load(at + HEAD + bytes.limit(), size)
                        && encoding() == HANDED_OVER
                        && new String(content(), StandardCharsets.US_ASCII).equals(boot);
                return sealed;
            }
            runs.run(head.getLong(0), head.getInt(8), encoding() == Protocol.ZERO ? null : bytes);
            at += HEAD + bytes.limit();
        }
        return null;
    }

    /** Reads one record to {@code head} and {@code bytes}; false if there is none that is whole. */
    private boolean load(long at, long size) throws IOException {
        if (size - at < HEAD) {
            return false;
        }
        fill(head.clear(), at);
        int length = head.getInt(8);
        int most = encoding() == SEAL ? MAX_NAME : Protocol.MAX_RUN;
        int content = encoding() == Protocol.ZERO ? 0 : length;
        if (length < 0 || length > most || content > size - at - HEAD) {
            return false;
        }
        if (bytes.capacity() < content) {
            bytes = ByteBuffer.allocate(Math.max(content, Protocol.MAX_RUN));
        }
        fill(bytes.clear().limit(content), at + HEAD);
        bytes.flip();
        return checksum(encoding(), bytes) == head.getInt(12);
    }

    private int encoding() {
        return head.get(16) & 0xff;
    }

    private byte[] content() {
        byte[] content = new byte[bytes.limit()];
        bytes.get(0, content);
        return content;
    }

    private void fill(ByteBuffer into, long from) throws IOException {
        for (long at = from; into.hasRemaining(); ) {
            int count = file.read(into, at);
            if (count < 0) {
                throw new IOException("the journal was cut while it was read");
            }
            at += count;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
