package dev.tidemark.snapshot;

import dev.tidemark.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * An open snapshot file. Opening reads and checks the header; everything else is read when asked for, and checked before it is handed
 * out. Memory: the run index as a whole, no more than the file has bytes, and one run at a time. Not thread-safe.
 */
final class SnapshotFile implements AutoCloseable {
    /** Room for a run's data and its bytes. */
    static final int SCRATCH_BYTES = 2 * SnapshotFormat.MAX_RUN_DATA;

    private final Path path;
    private final Header header;
    private ByteBuffer summed;
    private SeekableByteChannel channel;
    private RunTable runs;

    private SnapshotFile(Path path, SeekableByteChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        try {
            this.header = readHeader();
        } catch (Throwable e) {
            release();
            throw e;
        }
    }

    /**
     * Opens a file and checks its header, its name section and its size.
     *
     * @throws DamagedException if one of them is not as it was written
     */
    static SnapshotFile open(Path path) throws IOException {
        return new SnapshotFile(path, null);
    }

    /** Reads from a channel that is open already, as if it were the file's. */
    static SnapshotFile of(Path path, SeekableByteChannel channel) throws IOException {
        return new SnapshotFile(path, channel);
    }

    Path path() {
        return path;
    }

    Header header() {
        return header;
    }

    /** The run index, after the attachments and the file's hash were checked too. */
    RunTable runs() throws IOException {
        if (runs == null) {
            readFront(null);
        }
        return runs;
    }

    Map<String, byte[]> attachments() throws IOException {
        Map<String, byte[]> attachments = new LinkedHashMap<>();
        readFront(attachments);
        return attachments;
    }

    /**
     * Reads the bytes of a run with data into {@code into}, from its position on, and checks them.
     *
     * @param scratch direct, {@link #SCRATCH_BYTES}
     */
    void readRun(int run, ByteBuffer into, ByteBuffer scratch) throws IOException {
        RunTable table = runs();
        int length = table.length(run);
        ByteBuffer content = into.slice(into.position(), length);
        if (table.encoding(run) == SnapshotFormat.RAW) {
            readData(run, content);
        } else {
            if (!Zstd.isPresent()) {
                throw new SnapshotException(Zstd.missing("reading " + path.getFileName()));
            }
            ByteBuffer data = scratch.slice(0, table.dataLength(run));
            readData(run, data);
            content.put(decompress(run, data, scratch.slice(SnapshotFormat.MAX_RUN_DATA, length)));
        }
        into.position(into.position() + length);
    }

    /** Reads and checks everything, the data of runs from the first to the last. */
    void check(ByteBuffer scratch, LongConsumer bytesDone) throws IOException {
        RunTable table = runs();
        bytesDone.accept(SnapshotFormat.dataAt(header));
        for (int run = 0; run < table.size(); run++) {
            if (!table.isZero(run)) {
                ByteBuffer data = scratch.slice(0, table.dataLength(run));
                readData(run, data);
                if (table.encoding(run) == SnapshotFormat.ZSTD && Zstd.isPresent()) {
                    decompress(run, data, scratch.slice(SnapshotFormat.MAX_RUN_DATA, table.length(run)));
                }
                bytesDone.accept(table.dataLength(run));
            }
        }
    }

    /** Gives the file handle back to the system; the next read opens the file again. */
    void release() throws IOException {
        if (channel != null) {
            SeekableByteChannel open = channel;
            channel = null;
            open.close();
        }
    }

    boolean isReleased() {
        return channel == null;
    }

    @Override
    public void close() throws IOException {
        release();
    }

    private SeekableByteChannel channel() throws IOException {
        if (channel == null) {
            channel = Files.newByteChannel(path, StandardOpenOption.READ);
        }
        return channel;
    }

    /** Fills {@code into} with a run's data and flips it. */
    private void readData(int run, ByteBuffer into) throws IOException {
        long position = runs.position(run);
        try {
            Channels.read(channel(), position, into);
        } catch (EOFException e) {
            throw new DamagedException(path, channel().size(), e.getMessage());
        }
        checkCrc("the data of run " + run, into.flip(), position, runs.dataCrc(run));
    }

    private ByteBuffer decompress(int run, ByteBuffer data, ByteBuffer content) throws IOException {
        try {
            Zstd.decompress(data, content);
        } catch (IOException e) {
            throw new DamagedException(path, runs.position(run), e.getMessage());
        }
        if (Checksums.crc(content.flip()) != runs.crc(run)) {
            throw new DamagedException(path, runs.position(run), "run " + run + " decompresses to other bytes");
        }
        return content;
    }

    private Header readHeader() throws IOException {
        long size = channel().size();
        ByteBuffer head = read(0, (int) Math.min(size, SnapshotFormat.mostHeadBytes()), "the header");
        ByteBuffer fixed = part(head, 0, SnapshotFormat.FIXED_BYTES, "the header");
        long magic = fixed.getLong(0);
        if (magic != SnapshotFormat.MAGIC) {
            throw new DamagedException(
                    path, firstDifference(magic), "it is no snapshot file: the magic number is wrong");
        }
        checkCrc("the header", fixed, 0, crcAt(head, SnapshotFormat.FIXED_BYTES));
        Header decoded;
        try {
            decoded = SnapshotFormat.decode(fixed.duplicate());
        } catch (SnapshotException e) {
            throw new DamagedException(path, 0, e.getMessage());
        }
        long expected = SnapshotFormat.fileBytes(decoded);
        if (size != expected) {
            throw new DamagedException(
                    path, Math.min(size, expected), "the file has " + size + " bytes, its header says " + expected);
        }
        int nameAt = SnapshotFormat.nameAt();
        ByteBuffer name = part(head, nameAt, decoded.nameBytes(), "the region's name");
        checkCrc("the region's name", name, nameAt, crcAt(head, nameAt + decoded.nameBytes()));
        Header named = decoded.withName(text(name, nameAt));
        if (!named.fileName().equals(String.valueOf(path.getFileName()))) {
            throw new DamagedException(path, 0, "the file was renamed: by its header it is " + named.fileName());
        }
        summed = part(head, 0, SnapshotFormat.Field.HASH.offset(), "the header");
        return named;
    }

    private static int firstDifference(long magic) {
        return Long.numberOfLeadingZeros(magic ^ SnapshotFormat.MAGIC) / 8;
    }

    /** Reads all that stands before the data, and checks the file's hash. */
    private void readFront(Map<String, byte[]> attachments) throws IOException {
        long indexBytes = (long) header.runCount() * SnapshotFormat.RUN_BYTES;
        if (indexBytes > Math.min(Integer.MAX_VALUE - 64, Runtime.getRuntime().maxMemory() / 4)) {
            throw new SnapshotException(
                    "snapshot file " + path + " has " + header.runCount() + " runs, whose index takes " + indexBytes
                            + " bytes: more than a quarter of the heap; give the JVM more with -Xmx");
        }
        long attachmentsAt = SnapshotFormat.attachmentsAt(header);
        ByteBuffer blobs = section("the attachments", attachmentsAt, header.attachmentBytes());
        long runsAt = SnapshotFormat.runsAt(header);
        ByteBuffer index = section("the run index", runsAt, (int) indexBytes);
        MessageDigest sum = Checksums.sha256();
        sum.update(summed.duplicate());
        sum.update(header.region().getBytes(StandardCharsets.UTF_8));
        sum.update(blobs.duplicate());
        sum.update(index.duplicate());
        if (!new Hash(sum.digest()).equals(header.hash())) {
            throw new DamagedException(path, SnapshotFormat.Field.HASH.offset(), "its hash does not fit its content");
        }
        try {
            Attachments.decode(blobs, header.attachmentCount(), attachments);
        } catch (SnapshotException e) {
            throw new DamagedException(path, attachmentsAt, e.getMessage());
        }
        try {
            runs = RunTable.decode(index, header);
        } catch (SnapshotException e) {
            throw new DamagedException(path, runsAt, e.getMessage());
        }
    }

    private ByteBuffer read(long position, int length, String what) throws IOException {
        long size = channel().size();
        if (position + length > size) {
            throw new DamagedException(path, size, "the file ends within " + what);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        Channels.read(channel(), position, bytes);
        return bytes.flip();
    }

    /** Reads a section and its checksum, and checks it. */
    private ByteBuffer section(String what, long position, int length) throws IOException {
        ByteBuffer both = read(position, length + SnapshotFormat.CRC_BYTES, what);
        ByteBuffer bytes = part(both, 0, length, what);
        checkCrc(what, bytes, position, crcAt(both, length));
        return bytes;
    }

    private ByteBuffer part(ByteBuffer head, int at, int length, String what) throws IOException {
        if (at + length > head.limit()) {
            throw new DamagedException(path, channel().size(), "the file ends within " + what);
        }
        return head.slice(at, length);
    }

    private int crcAt(ByteBuffer head, int at) throws IOException {
        return part(head, at, SnapshotFormat.CRC_BYTES, "a checksum").getInt();
    }

    private void checkCrc(String what, ByteBuffer bytes, long position, int stored) throws DamagedException {
        int actual = Checksums.crc(bytes);
        if (actual != stored) {
            int length = bytes.remaining();
            long flipped = Checksums.flippedByte(stored, actual, length);
            throw new DamagedException(
                    path,
                    position + Math.max(flipped, 0),
                    flipped < 0
                            ? what + ", " + length + " bytes, does not fit its checksum"
                            : "one bit is wrong, in " + (flipped >= length ? "the checksum of " : "") + what);
        }
    }

    private String text(ByteBuffer bytes, long position) throws DamagedException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate())
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // said below
        }
        throw new DamagedException(path, position, "the region's name is no text");
    }
}
