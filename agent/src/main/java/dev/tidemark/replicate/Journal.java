package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * The pages of an epoch, and the epoch's name, before any of it is applied. Nothing of a journal counts until it is sealed; a sealed one
 * may be applied again and again.
 *
 * <p>8 bytes with the epoch's number, then records, big-endian: 8 bytes offset in the region, 4 length, 4 CRC32C of the
 * epoch's number, these, and the bytes, 1 encoding ({@link Protocol#RAW},
 * {@link Protocol#ZERO}, or {@value #SEAL}), the bytes. The last record is the seal: its bytes are the {@link StateFile} to come, its
 * offset the number of records before it.
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

    private static final int HEAD = 17;
    private static final int NUMBER = 8;
    private static final int MAX_NAME = Protocol.MAX_STATE + 2048;

    private final FileChannel file;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private final ByteBuffer epoch = ByteBuffer.allocate(NUMBER);
    private final ByteBuffer[] record = new ByteBuffer[2];
    private long end;
    private long records;

    Journal(FileChannel file) {
        this.file = file;
    }

    /** Makes it empty. */
    void reset() throws IOException {
        end = 0;
        records = 0;
        file.truncate(0);
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
     * Reads from the beginning, as far as records are whole.
     *
     * @return the epoch that the journal was sealed with; null if it was not, and then nothing of it counts
     */
    ReplicaEpoch read(Consumer runs) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Protocol.MAX_RUN);
        long size = file.size();
        long count = 0;
        if (size < NUMBER) {
            return null;
        }
        fill(epoch.clear(), 0);
        for (long at = NUMBER; size - at >= HEAD; count++) {
            fill(head.clear(), at);
            long offset = head.getLong(0);
            int length = head.getInt(8);
            int stored = head.getInt(12);
            int encoding = head.get(16) & 0xff;
            int content = encoding == Protocol.ZERO ? 0 : length;
            int most = encoding == SEAL ? MAX_NAME : Protocol.MAX_RUN;
            if (length < 0 || length > most || content > size - at - HEAD) {
                return null;
            }
            if (bytes.capacity() < content) {
                bytes = ByteBuffer.allocate(content);
            }
            fill(bytes.clear().limit(content), at + HEAD);
            bytes.flip();
            if (checksum(encoding, bytes) != stored) {
                return null;
            }
            if (encoding == SEAL) {
                byte[] name = new byte[content];
                bytes.get(name);
                ReplicaEpoch sealed = StateFile.decode(name);
                return offset == count && sealed.number() == epoch.getLong(0) ? sealed : null;
            }
            runs.run(offset, length, encoding == Protocol.ZERO ? null : bytes);
            at += HEAD + content;
        }
        return null;
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
