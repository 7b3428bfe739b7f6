package dev.tidemark.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One point of a chain as the content of a new full snapshot. Not thread-safe. */
final class ChainSource implements SnapshotWriter.Source {
    private final ChainReader reader;

    ChainSource(ChainReader reader) {
        this.reader = reader;
    }

    /** The parts that are not zero. */
    RunTable runs() throws IOException {
        ChainLayout layout = reader.layout();
        RunTable runs = new RunTable(layout.size());
        for (int i = 0; i < layout.size(); i++) {
            if (!reader.isZeroSegment(i)) {
                runs.add(layout.start(i), (int) (layout.end(i) - layout.start(i)), SnapshotFormat.RAW);
            }
        }
        return runs;
    }

    @Override
    public ByteBuffer inPlace(long offset, int length) {
        return null;
    }

    @Override
    public boolean isSummed() {
        return false;
    }

    @Override
    public void copy(int run, long offset, int length, ByteBuffer into) throws IOException {
        reader.read(offset, into);
    }
}
