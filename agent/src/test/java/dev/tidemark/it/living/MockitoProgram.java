package dev.tidemark.it.living;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import dev.tidemark.it.Seed;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Mockito, as an agent, rewrites hooked JDK classes with its own ByteBuddy in order to mock them: zip, encoders, and the heap
 * buffers themselves. The mocks answer as they are told, and real objects are written, and seen, as before.
 */
public final class MockitoProgram {
    private MockitoProgram() {}

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        HookRows rows = new HookRows(new Random(Seed.of("MockitoProgram")));
        for (RegionKind kind : ReplicatedMemory.KINDS) {
            try (ReplicatedMemory memory = new ReplicatedMemory("mockito", kind)) {
                rows.run(memory, kind, 5);
                mockZip();
                rows.run(memory, kind, 5);
                mockEncoder();
                rows.run(memory, kind, 5);
                spyOnBuffer();
                rows.run(memory, kind, 5);
                memory.expect(Coverage.COMPLETE);
            }
        }
        System.out.println("mocks answered as they were told");
    }

    private static void mockZip() throws Exception {
        Inflater inflater = mock(Inflater.class);
        when(inflater.inflate(any(ByteBuffer.class))).thenReturn(42);
        expect(42, inflater.inflate(ByteBuffer.allocate(1)));
        Deflater deflater = mock(Deflater.class);
        when(deflater.deflate(any(ByteBuffer.class), anyInt())).thenReturn(43);
        expect(43, deflater.deflate(ByteBuffer.allocate(1), Deflater.NO_FLUSH));
    }

    private static void mockEncoder() {
        CharsetEncoder encoder = mock(CharsetEncoder.class);
        when(encoder.maxBytesPerChar()).thenReturn(44f);
        expect(44f, encoder.maxBytesPerChar());
        encoder.encode(CharBuffer.allocate(1), ByteBuffer.allocate(1), true);
        verify(encoder).encode(any(CharBuffer.class), any(ByteBuffer.class), any(Boolean.class));
    }

    private static void spyOnBuffer() {
        ByteBuffer spied = spy(ByteBuffer.allocate(100));
        spied.put(7, (byte) 45);
        verify(spied).put(7, (byte) 45);
        expect((byte) 45, spied.get(7));
        when(spied.getInt(0)).thenReturn(46);
        expect(46, spied.getInt(0));
    }

    private static void expect(Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw new AssertionError("a mock answered " + found + ", not " + wanted);
        }
    }
}
