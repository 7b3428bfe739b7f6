package dev.tidemark.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The parent's pages, read from the store when they are first asked for. Where the store cannot answer, no page is the same: a page
 * too many in the next snapshot does no harm. Not thread-safe.
 */
final class ParentPages implements PageScan.Parent, AutoCloseable {
    /** Finds the files of the parent. */
    interface Files {
        /** The full one first. */
        List<Path> find() throws IOException;
    }

    private final Files files;
    private final ByteBuffer page;
    private ChainReader reader;
    private boolean failed;

    ParentPages(Files files, int pageSize) {
        this.files = files;
        this.page = ByteBuffer.allocate(pageSize);
    }

    @Override
    public boolean same(long offset, ByteBuffer now) {
        if (failed) {
            return false;
        }
        try {
            if (reader == null) {
                reader = new ChainReader(files.find());
            }
            page.clear().limit(now.remaining());
            reader.read(offset, page);
            return page.flip().mismatch(now) < 0;
        } catch (IOException e) {
            failed = true;
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            failed = true; // nothing was written through it
        }
    }
}
