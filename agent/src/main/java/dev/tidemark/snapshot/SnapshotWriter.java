package dev.tidemark.snapshot;

import dev.tidemark.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Writes one snapshot file: the data first, because only what was written can be summed up, then all that stands before them. Not
 * thread-safe; holds 2 to 6 MiB of direct memory while it writes.
 */
final class SnapshotWriter {
    /** Where the bytes come from. */
    interface Source {
        /** The bytes of a range where they lie, in direct memory where nobody writes them; or null. */
        ByteBuffer inPlace(long offset, int length);

        /** Whether the bytes are those whose CRC32C stands in the run table already. */
        boolean isSummed();

        /** Copies a range to {@code into}, from its position on. */
        void copy(int run, long offset, int length, ByteBuffer into) throws IOException;
    }

    private static final int BATCH_BYTES = 4 << 20;
    private static final int BATCH_BUFFERS = 512;
    private static final int FRONT_BLOCK = 256 << 10;

    private final FileChannel channel;
    private final RunTable runs;
    private final Source source;
    private final int zstdLevel;
    private final SnapshotProgress progress;
    private long totalBytes;
    private long doneBytes;

    private final ByteBuffer[] batch = new ByteBuffer[BATCH_BUFFERS];
    private int batchSize;
    private long batchBytes;
    private ByteBuffer staging;
    private ByteBuffer compressed;

    SnapshotWriter(FileChannel channel, RunTable runs, Source source, int zstdLevel, SnapshotProgress progress) {
        this.channel = channel;
        this.runs = runs;
        this.source = source;
        this.zstdLevel = zstdLevel;
        this.progress = progress;
    }

    /** Writes the data of all runs; the source is not asked any more afterwards. */
    void writeData(Header plan, ByteBuffer attachments) throws IOException {
        begin(plan, attachments, runs.size(), runs.contentBytes());
        for (int run = 0; run < runs.size(); run++) {
            if (!runs.isZero(run)) {
                write(run);
            }
        }
        flush();
    }

    /** So many runs and bytes will be written, each by {@link #write(int)}. */
    void begin(Header plan, ByteBuffer attachments, int runCount, long contentBytes) throws IOException {
        channel.position(SnapshotFormat.dataAt(plan.withContent(runCount, 0, attachments.remaining(), 0, Hash.NONE)));
        doneBytes = 0;
        totalBytes = contentBytes;
        progress.at(0, totalBytes);
    }

    /** Writes what stands before the data; returns the header as it is in the file. */
    Header writeFront(Header plan, ByteBuffer attachments, int attachmentCount) throws IOException {
        ByteBuffer index = runs.encode();
        Header header =
                plan.withContent(runs.size(), attachmentCount, attachments.remaining(), runs.place(0), Hash.NONE);
        ByteBuffer name = ByteBuffer.wrap(header.region().getBytes(StandardCharsets.UTF_8));
        MessageDigest sum = Checksums.sha256();
        sum.update(SnapshotFormat.encode(header).limit(SnapshotFormat.Field.HASH.offset()));
        sum.update(name.duplicate());
        sum.update(attachments.duplicate());
        sum.update(index.duplicate());
        header = header.withContent(
                runs.size(), attachmentCount, attachments.remaining(), header.dataBytes(), new Hash(sum.digest()));
        channel.position(0);
        ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(SnapshotFormat.dataAt(header), FRONT_BLOCK));
        for (ByteBuffer section : new ByteBuffer[] {SnapshotFormat.encode(header), name, attachments, index}) {
            int crc = Checksums.crc(section);
            put(section.duplicate(), block);
            put(ByteBuffer.allocate(SnapshotFormat.CRC_BYTES).putInt(crc).flip(), block);
        }
        Channels.write(channel, block.flip());
        return header;
    }

    /** Gathers small parts to large writes. */
    private void put(ByteBuffer from, ByteBuffer block) throws IOException {
        while (from.hasRemaining()) {
            if (!block.hasRemaining()) {
                Channels.write(channel, block.flip());
                block.clear();
            }
            int bytes = Math.min(from.remaining(), block.remaining());
            block.put(block.position(), from, from.position(), bytes).position(block.position() + bytes);
            from.position(from.position() + bytes);
        }
    }

    /** What was written does not count. */
    void restart() throws IOException {
        clearBatch();
        channel.truncate(0);
    }

    /** Writes the data of a run, at the latest when {@link #flush} is called. */
    void write(int run) throws IOException {
        int length = runs.length(run);
        if (zstdLevel > 0) {
            makeRoomForFrame(length);
        }
        ByteBuffer bytes = source.inPlace(runs.offset(run), length);
        if (bytes == null) {
            bytes = copied(run, length);
        }
        int crc = source.isSummed() ? runs.crc(run) : Checksums.crc(bytes);
        if (zstdLevel > 0 && compress(run, bytes, crc)) {
            return;
        }
        runs.stored(run, SnapshotFormat.RAW, length, crc, crc);
        enqueue(bytes);
    }

    private ByteBuffer copied(int run, int length) throws IOException {
        if (staging == null) {
            staging = ByteBuffer.allocateDirect(SnapshotFormat.MAX_RUN_DATA);
        }
        if (staging.remaining() < length) {
            flush();
        }
        ByteBuffer bytes = staging.slice(staging.position(), length);
        source.copy(run, runs.offset(run), length, bytes);
        staging.position(staging.position() + length);
        return bytes.flip();
    }

    /** Before the run is copied, because flushing frees the copies too. */
    private void makeRoomForFrame(int length) throws IOException {
        if (compressed == null) {
            compressed = ByteBuffer.allocateDirect(Zstd.bound(SnapshotFormat.MAX_RUN_DATA));
        }
        if (compressed.remaining() < Zstd.bound(length)) {
            flush();
        }
    }

    /** Whether it was worth it. */
    private boolean compress(int run, ByteBuffer bytes, int crc) throws IOException {
        ByteBuffer frame = compressed.slice(compressed.position(), Zstd.bound(bytes.remaining()));
        Zstd.compress(bytes.duplicate(), frame, zstdLevel);
        int length = frame.flip().remaining();
        if (length >= bytes.remaining()) {
            return false;
        }
        runs.stored(run, SnapshotFormat.ZSTD, length, Checksums.crc(frame), crc);
        compressed.position(compressed.position() + length);
        enqueue(frame);
        doneBytes += bytes.remaining() - length;
        return true;
    }

    private void enqueue(ByteBuffer bytes) throws IOException {
        batch[batchSize++] = bytes;
        batchBytes += bytes.remaining();
        if (batchSize == BATCH_BUFFERS || batchBytes >= BATCH_BYTES) {
            flush();
        }
    }

    void flush() throws IOException {
        Channels.write(channel, batch, batchSize);
        doneBytes += batchBytes;
        clearBatch();
        progress.at(doneBytes, totalBytes);
    }

    private void clearBatch() {
        batchSize = 0;
        batchBytes = 0;
        if (staging != null) {
            staging.clear();
        }
        if (compressed != null) {
            compressed.clear();
        }
    }
}
