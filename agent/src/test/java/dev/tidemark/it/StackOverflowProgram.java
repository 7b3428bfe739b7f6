package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Recursion that writes a page of its own at every depth until the stack is full, then lets a harvest and a copy of the bytes
 * say whether a write went unmarked. Every round starts at another stack depth, so that the overflow hits another place in
 * the JDK's and the hooks' code. The levels between two writes matter: without them the next level's overflow would always
 * come in the deepest call of the hook, and never in the JDK's own code around the store.
 *
 * <p>Arguments: kind of memory, way to write, rounds, seed.
 */
public final class StackOverflowProgram {
    private static final int PAGE = 64;
    private static final int SIZE = 64 << 10;

    /** Frames between two writes. */
    private static final int STEP = 24;

    private static final VarHandle FOREIGN_ORDER = MethodHandles.byteBufferViewVarHandle(
            long[].class,
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

    private static ByteBuffer buffer;
    private static int next;
    private static int sum;
    private static int overflows;

    private StackOverflowProgram() {}

    /** Exit code 0 if no write was lost. */
    public static void main(String[] arguments) throws Exception {
        buffer = arguments[0].equals("heap") ? ByteBuffer.allocate(SIZE) : ByteBuffer.allocateDirect(SIZE);
        Region region = Tidemark.track("stack", buffer, PAGE);
        Client client = Tidemark.client("it");
        Runnable write = way(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        byte[] before = new byte[SIZE];
        byte[] now = new byte[SIZE];
        region.harvest(client);
        Random random = new Random(Long.parseLong(arguments[3]));
        long harvested = 0;
        for (int round = 0; round < rounds; round++) {
            Thread thread = new Thread(null, () -> sink(1 + random.nextInt(30), random, write), "deep", 180 << 10);
            thread.start();
            thread.join();
            DirtyPages harvest = region.harvest(client);
            harvested += harvest.pageCount();
            boolean[] dirty = new boolean[SIZE / PAGE];
            harvest.forEachRun((offset, length) -> {
                for (long at = offset; at < offset + length; at += PAGE) {
                    dirty[(int) (at / PAGE)] = true;
                }
            });
            buffer.get(0, now);
            for (int p = 0; p < dirty.length; p++) {
                if (!dirty[p]
                        && Arrays.mismatch(now, p * PAGE, (p + 1) * PAGE, before, p * PAGE, (p + 1) * PAGE) >= 0) {
                    System.out.println("LOST: round " + round + ", page " + p);
                    System.exit(3);
                }
            }
            System.arraycopy(now, 0, before, 0, SIZE);
        }
        System.out.println("overflows " + overflows + ", writes " + next + ", pages harvested " + harvested);
    }

    /** Shifts the stack by frames of several sizes, then overflows it. */
    private static void sink(int levels, Random random, Runnable write) {
        if (levels > 0) {
            switch (random.nextInt(3)) {
                case 0 -> sink(levels - 1, random, write);
                case 1 -> wider(levels - 1, random, write, levels);
                default -> widest(levels - 1, random, write, levels, next);
            }
            return;
        }
        try {
            recurse(STEP, write);
        } catch (StackOverflowError expected) {
            overflows++;
        }
    }

    private static void wider(int levels, Random random, Runnable write, int unused) {
        sink(levels, random, write);
        sum += unused;
    }

    private static void widest(int levels, Random random, Runnable write, long unused, int unused2) {
        sink(levels, random, write);
        sum += (int) unused + unused2;
    }

    private static void recurse(int untilWrite, Runnable write) {
        if (untilWrite == 0) {
            next++;
            write.run();
        }
        recurse(untilWrite == 0 ? STEP : untilWrite - 1, write);
        sum++;
    }

    private static int at() {
        return next % (SIZE / PAGE - 1) * PAGE; // the last page takes what crosses into it
    }

    /** Differs from what the page got the last time round. */
    private static byte lowByte() {
        return (byte) (next + next / (SIZE / PAGE - 1));
    }

    private static Runnable way(String name) {
        return switch (name) {
            case "byte" -> () -> buffer.put(at() + 5, lowByte());
            case "long" -> () -> buffer.putLong(at() + 8, next);
            case "unaligned" -> () -> buffer.putLong(at() + 61, 0x0101010101010101L * next);
            case "bulk" -> {
                byte[] source = new byte[48];
                yield () -> {
                    source[0] = lowByte();
                    buffer.put(at() + 3, source);
                };
            }
            case "unsafe" -> {
                long address = RawMemory.address(buffer);
                yield () -> RawMemory.putLong(address + at(), next);
            }
            case "encoder" -> {
                CharsetEncoder encoder = StandardCharsets.ISO_8859_1.newEncoder();
                yield () -> encoder.reset()
                        .encode(
                                CharBuffer.wrap(Integer.toHexString(next | 1 << 30)),
                                buffer.duplicate().position(at() + 7).limit(at() + 20),
                                true);
            }
            default -> () -> sum += (int) (long) FOREIGN_ORDER.getAndAdd(buffer, at(), 1L + next);
        };
    }
}
