package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buffers that are views of memory segments, whose memory lives by other rules than the buffer at hand. By reflection. */
class SegmentRegionIT {
    private static final int SIZE = 8192;

    private final Client client = Tidemark.client("segments");
    private Class<?> segmentType;
    private Class<?> arenaType;

    @BeforeEach
    void segmentsArePublic() throws ClassNotFoundException {
        assumeTrue(Runtime.version().feature() >= 22, "java.lang.foreign is final from JDK 22 on");
        segmentType = Class.forName("java.lang.foreign.MemorySegment");
        arenaType = Class.forName("java.lang.foreign.Arena");
    }

    /** The buffer handed over is garbage at once; the arena keeps the memory, and closing it ends the region. */
    @Test
    void aRegionOfAnArenaLivesAsLongAsTheArena() throws ReflectiveOperationException {
        Object arena = arenaType.getMethod("ofShared").invoke(null);
        Object segment = arenaType.getMethod("allocate", long.class).invoke(arena, (long) SIZE);
        Region region = Tidemark.track("of an arena", asBuffer(segment));
        collectGarbage();
        region.harvest(client);
        asBuffer(segment).put(5000, (byte) 1);
        assertTrue(region.isDirty(client, 5000, 1));
        assertEquals(1, region.memory().get(5000));
        arenaType.getMethod("close").invoke(arena);
        assertFalse(region.isOpen());
    }

    /** A segment made of a buffer, and a buffer made of that: the memory is the first buffer's. */
    @Test
    void aRegionOfASegmentOfABufferLivesAsLongAsThatBuffer() throws ReflectiveOperationException {
        ByteBuffer direct = ByteBuffer.allocateDirect(SIZE);
        Method ofBuffer = segmentType.getMethod("ofBuffer", Buffer.class);
        Region region = Tidemark.track("of a buffer", asBuffer(ofBuffer.invoke(null, direct)));
        collectGarbage();
        assertTrue(region.isOpen());
        region.harvest(client);
        direct.put(5000, (byte) 1);
        assertTrue(region.isDirty(client, 5000, 1));
        assertEquals(1, region.memory().get(5000));
        Reference.reachabilityFence(direct);
        region.close();
    }

    private ByteBuffer asBuffer(Object segment) throws ReflectiveOperationException {
        return (ByteBuffer) segmentType.getMethod("asByteBuffer").invoke(segment);
    }

    private static void collectGarbage() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
    }
}
