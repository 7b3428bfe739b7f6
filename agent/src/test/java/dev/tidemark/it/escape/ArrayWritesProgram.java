package dev.tidemark.it.escape;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * An application that writes through {@code array()} alone, or mixes that with puts. Each client keeps a copy of every region, which it
 * brings up to date with what it harvests, and nothing else: the copies must be the memory.
 */
final class ArrayWritesProgram {
    private static final int ROUNDS = 60;
    private static final int STEPS = 120;

    private final Random random;
    private final byte[] array;
    private final ByteBuffer buffer;
    private final Part[] parts;
    private long writes;
    private long harvests;
    private long pages;
    private long touchedPages;

    private ArrayWritesProgram(Random random, int round) {
        this.random = random;
        int size = (256 << 10) + random.nextInt(300_000);
        buffer = ByteBuffer.allocate(size);
        int pageSize = 64 << random.nextInt(10);
        if (round % 3 == 0) {
            parts = new Part[] {new Part("whole", 0, size, pageSize)};
        } else { // slices with gaps between them, on one array
            int third = size / 3;
            parts = new Part[] {
                new Part("low", random.nextInt(1000), third - 1000, pageSize),
                new Part("high", third + random.nextInt(1000), third - 1000, 64 << random.nextInt(10))
            };
        }
        int before = random.nextInt(3); // harvests before the array is handed out: none, one client's, both clients'
        for (Part part : parts) {
            for (int i = 0; i < before; i++) {
                part.harvest(i);
            }
        }
        array = buffer.array();
    }

    public static void main(String[] args) {
        long seed = Seed.of("ArrayWritesProgram");
        long[] sums = new long[4];
        for (int round = 0; round < ROUNDS; round++) {
            ArrayWritesProgram program = new ArrayWritesProgram(new Random(seed + round), round);
            try {
                program.run("seed " + seed + ", round " + round);
            } finally {
                for (Part part : program.parts) {
                    part.region.close();
                }
            }
            sums[0] += program.writes;
            sums[1] += program.harvests;
            sums[2] += program.pages;
            sums[3] += program.touchedPages;
        }
        System.out.println("writes " + sums[0] + ", harvests " + sums[1] + ", pages harvested " + sums[2]
                + " where pages were written " + sums[3] + ", lost 0");
    }

    private void run(String where) {
        for (int step = 0; step < STEPS; step++) {
            for (int i = random.nextInt(6); i > 0; i--) {
                write();
            }
            Part part = parts[random.nextInt(parts.length)];
            part.operate(random.nextInt(2), where);
        }
        for (Part part : parts) {
            for (int who = 0; who < 2; who++) {
                part.harvest(who);
                part.compare(who, where);
            }
        }
    }

    private void write() {
        writes++;
        int at = random.nextInt(array.length);
        int length = Math.min(array.length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 16));
        switch (random.nextInt(5)) {
            case 0 -> Arrays.fill(array, at, at + length, (byte) random.nextInt(3));
            case 1 -> System.arraycopy(array, random.nextInt(array.length - length + 1), array, at, length);
            case 2 -> buffer.put(at, (byte) random.nextInt(3)); // this one leaves a mark
            default -> {
                array[at] = (byte) random.nextInt(3);
                length = 1;
            }
        }
        for (Part part : parts) {
            part.written(at, length);
        }
    }

    /** A region, and what two clients know of it. */
    private final class Part {
        private final int start;
        private final Region region;
        private final Client[] clients = {Tidemark.client("one"), Tidemark.client("two")};
        private final byte[][] copies;
        private final BitSet[] touched = {new BitSet(), new BitSet()};

        Part(String name, int start, int size, int pageSize) {
            this.start = start;
            region = Tidemark.track(name, buffer.slice(start, size), pageSize);
            copies = new byte[2][size];
            for (BitSet each : touched) {
                each.set(0, (int) region.pageCount());
            }
        }

        void written(int at, int length) {
            int first = Math.max(0, at - start);
            int end = (int) Math.min(region.byteSize(), at + length - start);
            if (first < end) {
                for (BitSet each : touched) {
                    each.set(first / region.pageSize(), (end - 1) / region.pageSize() + 1);
                }
            }
        }

        void operate(int who, String where) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    int page = random.nextInt((int) region.pageCount());
                    long offset = (long) page * region.pageSize();
                    long length = Math.min(region.pageSize(), region.byteSize() - offset);
                    boolean dirty = region.isDirty(clients[who], offset, length);
                    boolean differs = !Arrays.equals(
                            array,
                            start + (int) offset,
                            start + (int) (offset + length),
                            copies[who],
                            (int) offset,
                            (int) (offset + length));
                    check(dirty || !differs, where, "page " + page + " differs and is called clean");
                    check(!dirty || touched[who].get(page), where, "page " + page + " is called dirty for nothing");
                }
                case 1 -> only(region.dirtyPages(clients[who]), who, where);
                case 2 -> region.harvest(clients[who]).giveBack();
                case 3 -> { // a look of one must not hide anything from the other
                    region.dirtyPageCount(clients[1 - who]);
                    harvest(who);
                    compare(who, where);
                }
                default -> {
                    only(region.dirtyPages(clients[who]), who, where);
                    harvest(who);
                    compare(who, where);
                }
            }
        }

        private void only(DirtyPages dirty, int who, String where) {
            dirty.forEachRun((offset, length) -> {
                for (long at = offset; at < offset + length; at += region.pageSize()) {
                    int page = (int) (at / region.pageSize());
                    check(touched[who].get(page), where, "page " + page + " is called dirty for nothing");
                }
            });
        }

        void harvest(int who) {
            DirtyPages harvest = region.harvest(clients[who]);
            harvests++;
            pages += harvest.pageCount();
            touchedPages += touched[who].cardinality();
            harvest.forEachRun(
                    (offset, length) -> buffer.get(start + (int) offset, copies[who], (int) offset, (int) length));
            touched[who].clear();
        }

        void compare(int who, String where) {
            int at = Arrays.mismatch(array, start, start + copies[who].length, copies[who], 0, copies[who].length);
            check(at < 0, where, "lost: byte " + at + " of " + region);
        }
    }

    private static void check(boolean right, String where, String what) {
        if (!right) {
            throw new AssertionError(what + ", " + where);
        }
    }
}
