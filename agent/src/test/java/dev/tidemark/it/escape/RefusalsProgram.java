package dev.tidemark.it.escape;

import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** Runs with {@code escape=fail} and {@code min=1m}: what may be tracked then, and what may not. */
final class RefusalsProgram {
    private RefusalsProgram() {}

    public static void main(String[] args) {
        refused("wrapped", ByteBuffer.wrap(new byte[512 << 10]));
        refused("small", ByteBuffer.allocate(1000));
        ByteBuffer known = ByteBuffer.allocate(512 << 10);
        known.array();
        refused("handed out", known);
        refused("slice of what was handed out", known.slice(0, 1000));

        ByteBuffer own = ByteBuffer.allocate(512 << 10);
        ByteBuffer slice = own.slice(1000, 2000);
        try (Region region = Tidemark.track("slice", slice)) {
            expect(Coverage.COMPLETE, region.coverage());
            arrayRefused(own); // the parent's array is the slice's
            arrayRefused(own.duplicate());
            expect(Coverage.COMPLETE, region.coverage());
        }
        own.array(); // nobody tracks it any more
        refused("closed, then handed out", own);

        ByteBuffer automatic = ByteBuffer.allocate(1 << 20);
        Region region = Tidemark.regions().get(0);
        expect(Coverage.COMPLETE, region.coverage());
        arrayRefused(automatic);
        Region named = Tidemark.track("named", automatic, 64);
        expect(Coverage.COMPLETE, named.coverage());
        arrayRefused(automatic);
        named.close();
        ByteBuffer memory = ByteBuffer.allocateDirect(1000);
        try (Region direct = Tidemark.track("direct", memory)) {
            expect(Coverage.COMPLETE, direct.coverage());
        }
        Reference.reachabilityFence(memory);
        dropped();
        System.out.println("all as they should");
    }

    /** The buffer that was allocated is gone, a slice of it is tracked: its array is still known. */
    private static void dropped() {
        Region region = null;
        ByteBuffer slice = ByteBuffer.allocate(512 << 10).slice(0, 1000);
        for (int i = 0; i < 20 && region == null; i++) {
            try {
                region = Tidemark.track("of a dropped buffer", slice); // too late if it was collected already: refused
            } catch (IllegalArgumentException e) {
                slice = ByteBuffer.allocate(512 << 10).slice(0, 1000);
            }
        }
        System.gc();
        System.gc();
        arrayRefused(slice);
        region.close();
    }

    private static void refused(String name, ByteBuffer buffer) {
        try {
            Tidemark.track(name, buffer);
        } catch (IllegalArgumentException e) {
            if (e.getMessage().contains("'" + name + "'") && e.getMessage().contains("escape=fail")) {
                return;
            }
            throw e;
        }
        throw new AssertionError("tracked: " + name);
    }

    private static void arrayRefused(ByteBuffer buffer) {
        try {
            buffer.array();
        } catch (UnsupportedOperationException e) {
            if (e.getMessage() != null && e.getMessage().contains("escape=fail")) {
                return;
            }
            throw e;
        }
        throw new AssertionError("handed out");
    }

    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", was " + actual);
        }
    }
}
