package dev.tidemark.bench.qemu;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** RAM of the guest: a direct buffer, and beside it QEMU's bytes. Every write of the guest goes through here. */
final class GuestRam {
    static final int SIZE = 512 << 20;
    static final int PAGE = 4096;
    static final int PAGES = SIZE / PAGE;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
    private final BytePerPage bytes = new BytePerPage(PAGES, PAGE);

    ByteBuffer memory() {
        return memory;
    }

    BytePerPage bytes() {
        return bytes;
    }

    void put(int offset, byte[] data) {
        memory.put(offset, data);
        bytes.mark(offset, data.length);
    }

    void putLong(int offset, long value) {
        memory.putLong(offset, value);
        bytes.mark(offset, Long.BYTES);
    }

    /** Within RAM. */
    void copy(int from, int to, int length) {
        memory.put(to, memory, from, length);
        bytes.mark(to, length);
    }

    /** As a device would: from the file into RAM. */
    void read(FileChannel file, long position, int offset, int length) throws IOException {
        ByteBuffer target = memory.slice(offset, length);
        while (target.hasRemaining()) {
            if (file.read(target, position + target.position()) < 0) {
                throw new EOFException("the guest's file ends at " + file.size());
            }
        }
        bytes.mark(offset, length);
    }

    /** From RAM into the file. */
    void write(FileChannel file, long position, int offset, int length) throws IOException {
        ByteBuffer source = memory.slice(offset, length);
        while (source.hasRemaining()) {
            file.write(source, position + source.position());
        }
    }
}
