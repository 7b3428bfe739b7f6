package dev.tidemark.it.oracle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.foreign.MemorySegment;
import jdk.incubator.foreign.ResourceScope;

/** Memory segments and vectors of JDK 17. */
final class ForeignCases implements Foreign {
    @Override
    public ByteBuffer nativeSegment(int byteSize) {
        return MemorySegment.allocateNative(byteSize, 64, ResourceScope.newConfinedScope()).asByteBuffer();
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
