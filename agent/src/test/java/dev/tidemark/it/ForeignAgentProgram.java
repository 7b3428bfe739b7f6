package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes after a foreign agent retransformed the hooked classes. Exit code 0 if every write was seen. */
public final class ForeignAgentProgram {
    private ForeignAgentProgram() {}

    /** No arguments. */
    public static void main(String[] arguments) {
        if (ForeignAgent.seen < 3) {
            throw new AssertionError("the foreign agent saw " + ForeignAgent.seen + " classes");
        }
        Client client = Tidemark.client("it");
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(64 * 64), ByteBuffer.allocateDirect(64 * 64))) {
            Region region = Tidemark.track("foreign" + buffer.isDirect(), buffer, 64);
            region.harvest(client);
            buffer.put(0, (byte) 1).put(64 * 2, new byte[10]).putLong(64 * 4, 5);
            buffer.asLongBuffer().put(8 * 6, 7);
            buffer.put(64 * 8, ByteBuffer.allocate(9), 0, 9);
            buffer.position(64 * 60).compact();
            buffer.position(64 * 10).put((byte) 3).position(64 * 12).put(new byte[3]);
            if (buffer.isDirect()) {
                RawMemory.putLong(RawMemory.address(buffer) + 64 * 14, 1);
            }
            DirtyPages pages = region.harvest(client);
            Reference.reachabilityFence(buffer);
            // compact wrote pages 0 to 3, putLong page 4
            String wanted = "0+320 384+64 512+64 640+64 768+64" + (buffer.isDirect() ? " 896+64" : "");
            StringBuilder found = new StringBuilder();
            pages.forEachRun((offset, length) ->
                    found.append(offset).append('+').append(length).append(' '));
            if (!found.toString().strip().equals(wanted)) {
                throw new AssertionError("wanted " + wanted + ", found " + found);
            }
        }
        System.out.println("every write was seen");
    }
}
