package dev.tidemark.it.oracle;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The judge: takes the bytes, lets one operation run, takes the bytes again, and compares the pages that changed with those that
 * are dirty. A page that changed and is not dirty is a miss. It knows nothing of how marks are made.
 */
final class Oracle implements AutoCloseable {
    static final Client CLIENT = Tidemark.client("oracle");

    private final Map<Kind, Memory> memories = new EnumMap<>(Kind.class);
    private final Foreign foreign;
    private final long seed;

    Oracle(Foreign foreign, long seed) {
        this.foreign = foreign;
        this.seed = seed;
    }

    /** What one run came to; {@code failure} is null if it is as it must be, and starts with MISSED if a write was. */
    record Verdict(int changedBytes, int changedPages, int markedPages, int overMarkedPages, String failure) {
        boolean missed() {
            return failure != null && failure.startsWith("MISSED");
        }
    }

    /** One way to run a case. */
    record Run(Group group, Case row, Kind kind, ByteOrder order, boolean aligned) {
        @Override
        public String toString() {
            return group + "/" + row.name() + " [" + kind + " " + order + (aligned ? " aligned]" : " unaligned]");
        }
    }

    /** All ways to run a case on this JDK. */
    List<Run> runs(Group group, Case row) {
        List<Run> runs = new java.util.ArrayList<>();
        for (Kind kind : row.kinds()) {
            if (kind.isSegment() && foreign == null) {
                continue;
            }
            boolean mixed = (row.name().hashCode() + kind.ordinal() & 1) == 0;
            for (boolean aligned :
                    row.shapes() == Case.Shapes.ONE ? new boolean[] {mixed} : new boolean[] {true, false}) {
                if (row.shapes() == Case.Shapes.ALL || aligned) {
                    runs.add(new Run(group, row, kind, ByteOrder.BIG_ENDIAN, aligned));
                }
                if (row.shapes() == Case.Shapes.ALL || !aligned) {
                    runs.add(new Run(group, row, kind, ByteOrder.LITTLE_ENDIAN, aligned));
                }
            }
        }
        return runs;
    }

    /** Runs it and judges. The same round is the same operation. */
    Verdict judge(Run run, int round) throws IOException {
        Memory memory = memory(run.kind);
        Target target = new Target(
                memory, run.order, run.aligned, new Random(seed ^ run.toString().hashCode() + ((long) round << 32)));
        target.begin();
        Throwable thrown = null;
        try {
            run.row.operation().run(target);
        } catch (Throwable e) {
            thrown = e;
        }
        BitSet dirty = pages(memory.region().harvest(CLIENT));
        byte[] after = memory.bytes();
        return verdict(run, target, after, dirty, thrown);
    }

    private static Verdict verdict(Run run, Target target, byte[] after, BitSet dirty, Throwable thrown) {
        byte[] before = target.before();
        int bytes = 0;
        BitSet changed = new BitSet();
        int missedAt = -1;
        for (int i = Arrays.mismatch(before, after); i >= 0 && i < after.length; i++) {
            if (before[i] != after[i]) {
                bytes++;
                int page = i / Memory.PAGE;
                changed.set(page);
                if (missedAt < 0 && !dirty.get(page)) {
                    missedAt = i;
                }
            }
        }
        BitSet over = (BitSet) dirty.clone();
        over.andNot(changed);
        String failure = null;
        if (missedAt >= 0) {
            failure = "MISSED " + run + ": byte " + missedAt + " of " + bytes + " changed ones, page "
                    + missedAt / Memory.PAGE + ", dirty pages " + show(dirty);
        } else if (thrown != null) {
            failure = "BROKEN " + run + ": " + trace(thrown);
        } else if (run.row.exact() && !dirty.equals(target.touchedPages())) {
            failure = "INEXACT " + run + ": touched pages " + target.touchedPages() + ", dirty pages " + show(dirty);
        } else if (run.row.mustWrite() && dirty.cardinality() == Memory.SIZE / Memory.PAGE) {
            failure = "INEXACT " + run + ": everything is dirty";
        }
        return new Verdict(bytes, changed.cardinality(), dirty.cardinality(), over.cardinality(), failure);
    }

    private static String show(BitSet pages) {
        return pages.cardinality() <= 8
                ? pages.toString()
                : pages.cardinality() + " from " + pages.nextSetBit(0) + " to " + (pages.length() - 1);
    }

    private static String trace(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            for (int i = 0; i < Math.min(6, e.getStackTrace().length); i++) {
                text.append(" < ").append(e.getStackTrace()[i]);
            }
        }
        return text.toString();
    }

    private Memory memory(Kind kind) throws IOException {
        Memory memory = memories.get(kind);
        if (memory == null) {
            memory = new Memory(kind, foreign);
            memories.put(kind, memory);
        }
        return memory;
    }

    private static BitSet pages(DirtyPages dirty) {
        BitSet pages = new BitSet(Memory.SIZE / Memory.PAGE);
        dirty.forEachRun((offset, length) ->
                pages.set((int) (offset / Memory.PAGE), (int) ((offset + length - 1) / Memory.PAGE) + 1));
        return pages;
    }

    @Override
    public void close() {
        memories.values().forEach(Memory::close);
    }
}
