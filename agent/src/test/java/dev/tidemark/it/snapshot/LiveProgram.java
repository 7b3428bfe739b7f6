package dev.tidemark.it.snapshot;

import dev.tidemark.Client;
import dev.tidemark.Guest;
import dev.tidemark.Guests;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * A guest that is told what to do line by line, and answers each with its number. Its control can be held: before it says that the
 * guest stands still, or before the guest runs on, which is when its pages are copied and not durable yet. Arguments: seed, {@code
 * heap} or {@code direct}, and whether it has a control.
 */
public final class LiveProgram implements Guest {
    private final ReentrantLock machine = new ReentrantLock();
    private final AtomicBoolean holdPause = new AtomicBoolean();
    private final AtomicBoolean holdResume = new AtomicBoolean();
    private final ByteBuffer ram;
    private final KilledGuest guest;

    private LiveProgram(long seed, ByteBuffer ram) {
        this.ram = ram;
        this.guest = new KilledGuest(seed, ram);
    }

    public static void main(String[] args) throws IOException {
        ByteBuffer ram = args[1].equals("heap")
                ? ByteBuffer.allocate(KilledGuest.BYTES)
                : ByteBuffer.allocateDirect(KilledGuest.BYTES);
        Region region = Tidemark.track("ram", ram);
        Client backup = Tidemark.client("backup");
        LiveProgram program = new LiveProgram(Long.parseLong(args[0]), ram);
        if (Boolean.parseBoolean(args[2])) {
            Guests.register(region, program);
        }
        System.out.println("0 ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            System.out.println(number + " " + program.answer(line.split(" "), region, backup));
        }
    }

    private Object answer(String[] words, Region region, Client backup) {
        switch (words[0]) {
            case "step":
                for (int i = Integer.parseInt(words[1]); i > 0; i--) {
                    machine.lock();
                    try {
                        guest.step();
                    } finally {
                        machine.unlock();
                    }
                }
                return guest.generation();
            case "generation":
                return guest.generation();
            case "crc":
                CRC32C crc = new CRC32C();
                crc.update(ram.duplicate().clear());
                return crc.getValue();
            case "hold":
                (words[1].equals("pause") ? holdPause : holdResume).set(true);
                return "";
            case "release":
                holdPause.set(false);
                holdResume.set(false);
                return "";
            case "dirty":
                return region.harvest(backup).pageCount();
            case "read":
                return readWhile(Long.parseLong(words[1]));
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    /** Reads all the memory again and again, as a screen or a debugger would, and says how often. */
    private String readWhile(long millis) {
        AtomicLong rounds = new AtomicLong();
        Thread reader = new Thread(() -> {
            long end = System.nanoTime() + millis * 1_000_000;
            while (System.nanoTime() < end) {
                long sum = 0;
                for (int at = 0; at < KilledGuest.BYTES; at += 8) {
                    sum += ram.getLong(at);
                }
                rounds.addAndGet(sum == 42 ? 2 : 1);
                System.out.println("round");
            }
            System.out.println("reader ended after " + rounds + " rounds");
        });
        reader.setDaemon(true);
        reader.start();
        return "";
    }

    private static void await(AtomicBoolean hold, String where) {
        if (hold.get()) {
            System.out.println("held in " + where);
        }
        while (hold.get()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void quiesce() {
        await(holdPause, "pause");
        machine.lock();
    }

    @Override
    public Map<String, byte[]> attachments() {
        return Map.of("generation", String.valueOf(guest.generation()).getBytes());
    }

    @Override
    public void restored(Map<String, byte[]> attachments) {
        guest.isAt(Integer.parseInt(new String(attachments.get("generation"))));
    }

    @Override
    public void resume() {
        await(holdResume, "resume");
        machine.unlock();
    }
}
