package dev.tidemark.jconsole;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Random;

/** Something to look at: memory with a hot spot, a screen that is drawn line by line, and one region that stands still. */
final class TourGuest {
    static final String RAM = "guest-ram";
    static final String ROM = "rom";
    static final int ROM_RUNS = 300;

    private static final int PAGE = 4096;
    private static final int HOT_PAGES = 512;
    private static final int HOT_OFFSET = 10 << 20;
    private static final int HARVEST_EVERY = 800;

    private TourGuest() {}

    public static void main(String[] args) throws Exception {
        ByteBuffer ram = ByteBuffer.allocateDirect(64 << 20);
        ByteBuffer video = ByteBuffer.allocate(8 << 20);
        ByteBuffer rom = ByteBuffer.allocate(4 << 20);
        Region ramRegion = Tidemark.track(RAM, ram);
        Region videoRegion = Tidemark.track("video", video);
        Region romRegion = Tidemark.track(ROM, rom);
        Client migration = Tidemark.client("migration");
        Client backup = Tidemark.client("backup");
        romRegion.harvest(backup);
        for (int run = 0; run < ROM_RUNS; run++) {
            rom.putLong(run * 3 * PAGE, run + 1);
        }
        videoRegion.harvest(migration);
        ramRegion.harvest(backup);
        System.out.println("ready");
        Random random = new Random(1);
        for (int tick = 0; System.in.available() == 0; tick++) {
            if (tick % HARVEST_EVERY == 0) {
                ramRegion.harvest(migration);
            }
            for (int i = 0; i < 5; i++) {
                double place = Math.min(1, Math.abs(random.nextGaussian()) / 3);
                ram.putLong(HOT_OFFSET + (int) (place * (HOT_PAGES - 1)) * PAGE, tick);
            }
            ram.putLong(random.nextInt(ram.capacity() / PAGE) * PAGE, tick);
            video.putLong(tick % (video.capacity() / PAGE) * PAGE, tick);
            Thread.sleep(10);
        }
        Reference.reachabilityFence(rom);
    }
}
