package dev.tidemark.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes a point of a chain to an empty file. */
final class FileRestore {
    private FileRestore() {}

    static void write(ChainReader reader, FileChannel file, SnapshotProgress progress) throws IOException {
        long size = reader.tip().byteSize();
        ByteBuffer part = ByteBuffer.allocateDirect(SnapshotFormat.MAX_RUN_DATA);
        LongProgress steps = new LongProgress(progress, size);
        for (long at = 0; at < size; at += part.capacity()) {
            int length = (int) Math.min(part.capacity(), size - at);
            // the last byte makes the file as long as the region
            boolean last = at + length == size;
            if (!reader.isZero(at, length) || last) {
                reader.read(at, part.clear().limit(length));
                file.position(at);
                Channels.write(file, part.flip());
            }
            steps.accept(length);
        }
    }
}
