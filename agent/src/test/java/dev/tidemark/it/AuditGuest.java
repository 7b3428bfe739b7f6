package dev.tidemark.it;

import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import jdk.internal.misc.Unsafe;

/**
 * Has one region, {@code ram}, and does what stdin says, a line each: {@code put N} writes a byte as programs do, {@code poke N}
 * writes one behind the agent's back, {@code hold N} does that inside a charset encoder and stays there until {@code release},
 * {@code harvest} prints the pages. Answers each with a line that starts with the number of the line read.
 */
public final class AuditGuest {
    /** Page size of the region. */
    public static final int PAGE = 4096;

    private static final int PAGES = 256;
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    private final ByteBuffer ram;
    private final long address;
    private final CountDownLatch release = new CountDownLatch(1);
    private Thread holder;

    private AuditGuest(ByteBuffer ram) {
        this.ram = ram;
        this.address = UNSAFE.getLong(ram, UNSAFE.objectFieldOffset(Buffer.class, "address"));
    }

    /** The argument is the kind of memory: heap or direct. */
    public static void main(String[] args) throws Exception {
        ByteBuffer ram =
                args[0].equals("heap") ? ByteBuffer.allocate(PAGES * PAGE) : ByteBuffer.allocateDirect(PAGES * PAGE);
        Region region = Tidemark.track("ram", ram, PAGE);
        System.out.println("0 " + region.coverage());
        AuditGuest guest = new AuditGuest(ram);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            System.out.println(number + " " + guest.obey(line, region));
        }
        Reference.reachabilityFence(ram);
    }

    private String obey(String line, Region region) throws InterruptedException {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "put" -> {
                int at = Integer.parseInt(words[1]);
                ram.put(at, (byte) (ram.get(at) + 1));
            }
            case "poke" -> poke(Integer.parseInt(words[1]));
            case "hold" -> hold(Integer.parseInt(words[1]));
            case "release" -> {
                release.countDown();
                holder.join();
            }
            case "harvest" -> {
                return pages(region.harvest(Tidemark.client(words[1])));
            }
            default -> throw new IllegalArgumentException(line);
        }
        return "done";
    }

    private void poke(int at) {
        UNSAFE.putByte(null, address + at, (byte) (ram.get(at) + 1));
    }

    /** Returns when the store is done and the mark is not: that comes when the encoder returns. */
    private void hold(int at) throws InterruptedException {
        CountDownLatch stored = new CountDownLatch(1);
        CharsetEncoder encoder = new CharsetEncoder(Charset.forName("US-ASCII"), 1, 1) {
            @Override
            protected CoderResult encodeLoop(CharBuffer in, ByteBuffer out) {
                poke(at);
                stored.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                in.position(in.limit());
                out.position(out.position() + 1);
                return CoderResult.UNDERFLOW;
            }
        };
        ByteBuffer out = ram.duplicate().position(at).limit(at + 16); // the mark reaches as far as the limit
        holder = new Thread(() -> encoder.encode(CharBuffer.wrap("x"), out, true), "holder");
        holder.start();
        stored.await();
    }

    private static String pages(DirtyPages pages) {
        StringJoiner list = new StringJoiner(",", "pages=", ";");
        pages.forEachRun((offset, length) -> {
            for (long page = offset / PAGE; page < (offset + length) / PAGE; page++) {
                list.add(Long.toString(page));
            }
        });
        return pages.pageCount() == PAGES ? "all" : list.toString();
    }
}
