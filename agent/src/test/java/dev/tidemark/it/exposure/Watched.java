package dev.tidemark.it.exposure;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.util.Random;

/** A tracked buffer and what was in it at the last look: the oracle. Counts what it compared, and fails at the first difference. */
public final class Watched implements AutoCloseable {
    public static final int PAGE = 64;

    private static long bytesChanged;
    private static long pagesDirty;
    private static long pagesOver;
    private static int looks;

    private final ByteBuffer buffer;
    private final Region region;
    private final Client client = Tidemark.client("oracle");
    private byte[] before;

    public Watched(String name, ByteBuffer buffer) {
        this.buffer = buffer;
        this.region = Tidemark.track(name, buffer, PAGE);
        region.harvest(client);
        before = bytes();
    }

    public Region region() {
        return region;
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    /** Puts bytes of which each differs from what is there: every page that is marked has changed. */
    public void putOthers(int at, int length, Random random) {
        byte[] bytes = new byte[length];
        buffer.get(at, bytes);
        for (int i = 0; i < length; i++) {
            bytes[i] += (byte) (1 + random.nextInt(255));
        }
        buffer.put(at, bytes);
    }

    public void expect(Coverage coverage) {
        if (region.coverage() != coverage) {
            throw new AssertionError(region.name() + ": expected " + coverage + ", found " + region.coverage() + ": "
                    + region.coverageReason());
        }
    }

    /** As {@link #expect(Coverage)}, and that the reason has these words. */
    public void expect(Coverage coverage, String words) {
        expect(coverage);
        if (!region.coverageReason().contains(words)) {
            throw new AssertionError(region.name() + ": no '" + words + "' in: " + region.coverageReason());
        }
    }

    /** Harvests, and fails if a byte that changed since the last call is in no dirty page, or if nothing changed. */
    public void expectExact() {
        if (compare() == 0) {
            throw new AssertionError(region.name() + ": nothing was written, so nothing is tested");
        }
    }

    /** Harvests, and fails if a byte changed or a page is dirty. */
    public void expectUntouched() {
        if (compare() != 0) {
            throw new AssertionError(region.name() + ": was written");
        }
    }

    private int compare() {
        boolean[] dirty = new boolean[(int) region.pageCount()];
        region.harvest(client).forEachRun((offset, length) -> {
            for (long at = offset; at < offset + length; at += PAGE) {
                dirty[(int) (at / PAGE)] = true;
            }
        });
        byte[] after = bytes();
        boolean[] changed = new boolean[dirty.length];
        int count = 0;
        for (int i = 0; i < after.length; i++) {
            if (before[i] != after[i]) {
                count++;
                changed[i / PAGE] = true;
                if (!dirty[i / PAGE]) {
                    throw new AssertionError(region.name() + ": missed byte " + i + ", " + region.coverageReason());
                }
            }
        }
        for (int page = 0; page < dirty.length; page++) {
            pagesDirty += dirty[page] ? 1 : 0;
            pagesOver += dirty[page] && !changed[page] ? 1 : 0;
        }
        bytesChanged += count;
        looks++;
        before = after;
        return count;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }

    @Override
    public void close() {
        region.close();
    }

    /** One line with everything that was compared in this JVM. */
    public static String counts() {
        return looks + " looks, " + bytesChanged + " bytes changed, 0 missed, " + pagesDirty + " dirty pages, of which "
                + pagesOver + " had not changed";
    }

    public static long pagesOver() {
        return pagesOver;
    }
}
