package dev.tidemark.it.oracle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Memory segments and vectors, JDK 22 and newer. */
final class ForeignCases implements Foreign {
    @Override
    public ByteBuffer nativeSegment(int byteSize) {
        return Arena.ofAuto().allocate(byteSize, 64).asByteBuffer();
    }

    @Override
    public ByteBuffer heapSegment(int byteSize) {
        return MemorySegment.ofArray(new byte[byteSize]).asByteBuffer();
    }

    @Override
    public List<Case> cases() {
        return new ArrayList<>();
    }
}
