package dev.tidemark.replicate;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The file that names the epoch which a replica's file holds. It is replaced as a whole, by renaming a new one.
 *
 * <p>Big-endian: 8 bytes {@link #MAGIC}, 8 epoch (0 while the first copy is on its way), 16 lineage, 8 byte size, 4 page size, 8
 * time, 4 length of the name, name, 4 length of the guest's state, state, 4 CRC32C of all before.
 */
final class StateFile {
    /** "TIDESTA" and the format's version, 1. */
    static final long MAGIC = 0x54_49_44_45_53_54_41_01L;

    private static final int FIXED = 8 + 8 + 16 + 8 + 4 + 8 + 4 + 4 + 4;

    private StateFile() {}

    static byte[] encode(ReplicaEpoch epoch) throws IOException {
        byte[] state = Attachments.encode(epoch.attachments());
        byte[] name = epoch.region().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(FIXED + name.length + state.length);
        out.putLong(MAGIC).putLong(epoch.number());
        out.putLong(epoch.lineage().getMostSignificantBits())
                .putLong(epoch.lineage().getLeastSignificantBits());
        out.putLong(epoch.byteSize()).putInt(epoch.pageSize()).putLong(epoch.takenAtMillis());
        out.putInt(name.length).put(name);
        out.putInt(state.length).put(state);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        return out.putInt((int) crc.getValue()).array();
    }

    /** @throws ReplicationException if the bytes are damaged */
    static ReplicaEpoch decode(byte[] bytes) throws ReplicationException {
        try {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, Math.max(0, bytes.length - 4));
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.getLong() != MAGIC || in.getInt(bytes.length - 4) != (int) crc.getValue()) {
                throw new ReplicationException("its checksum or its first bytes are wrong");
            }
            long number = in.getLong();
            UUID lineage = new UUID(in.getLong(), in.getLong());
            long byteSize = in.getLong();
            int pageSize = in.getInt();
            long takenAt = in.getLong();
            String region = new String(part(in), StandardCharsets.UTF_8);
            return new ReplicaEpoch(region, byteSize, pageSize, lineage, number, takenAt, Attachments.decode(part(in)));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new ReplicationException("it ends early", e);
        }
    }

    private static byte[] part(ByteBuffer in) throws ReplicationException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new ReplicationException("a length leaves it");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** What the file says; null if there is none. */
    static ReplicaEpoch read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        if (Files.size(file) > FIXED + Protocol.MAX_NAME_BYTES + Protocol.MAX_STATE) {
            throw new ReplicationException(file + " is no state of a replica: it is too long");
        }
        try {
            return decode(Files.readAllBytes(file));
        } catch (ReplicationException e) {
            throw new ReplicationException(
                    file + " is damaged: " + e.getMessage() + "; remove it and the replica, and copy anew", e);
        }
    }

    /** Replaces the file. */
    static void write(Path file, ReplicaEpoch epoch, boolean durable) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        ByteBuffer bytes = ByteBuffer.wrap(encode(epoch));
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            if (durable) {
                out.force(true);
            }
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durable) {
            forceDirectory(file.toAbsolutePath().getParent());
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
