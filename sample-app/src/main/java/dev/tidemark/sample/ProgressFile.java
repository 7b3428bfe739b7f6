package dev.tidemark.sample;

import dev.tidemark.sample.point.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How far a guest is, for others, and also after its JVM was killed: what was put into a mapped file does not die with it. */
final class ProgressFile {
    private static final int TIME = Long.BYTES;
    private static final int BYTES = 2 * Long.BYTES;

    private final MappedByteBuffer bytes;

    private ProgressFile(MappedByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The file, which is made if there is none. */
    static ProgressFile open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new ProgressFile(channel.map(MapMode.READ_WRITE, 0, BYTES));
        }
    }

    /** A transfer is done. */
    void made(long number) {
        bytes.putLong(TIME, Moment.now()); // first: whoever sees the number sees its time or a later one
        bytes.putLong(0, number);
    }

    /** What the file tells; nothing was made if there is none. */
    static Progress read(Path file) throws IOException {
        ByteBuffer read = ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[BYTES]);
        return read.capacity() < BYTES ? new Progress(0, 0) : new Progress(read.getLong(0), read.getLong(TIME));
    }

    /**
     * How far a guest is.
     *
     * @param transfers number of the last transfer that is done
     * @param micros when it was done, in microseconds since 1970
     */
    record Progress(long transfers, long micros) {}
}
