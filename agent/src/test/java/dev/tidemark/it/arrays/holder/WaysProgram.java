package dev.tidemark.it.arrays.holder;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/** Writes an array by every way that a holder has, in random order. Arguments: seed, number of writes. */
public final class WaysProgram {
    private static final int SIZE = 1 << 19;

    private WaysProgram() {}

    /** Prints what it did; exit code 0 if no write was lost and the region stayed complete. */
    public static void main(String[] arguments) throws Exception {
        Random random = new Random(Long.parseLong(arguments[0]));
        int writes = Integer.parseInt(arguments[1]);
        Client client = Tidemark.client("it");
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        Region region = Tidemark.track("ram", buffer, 64);
        byte[] ram = buffer.array();
        Path file = Files.createTempFile("ways", ".bin");
        try {
            Files.write(file, filled(4_096, random));
            Ways ways = new Ways(ram, random, file);
            List<Map.Entry<String, Ways.Way>> list = new ArrayList<>(ways.all().entrySet());
            Snapshot snapshot = new Snapshot(region, client, ram);
            for (Map.Entry<String, Ways.Way> each : list) { // one by one first: a way that never marks shows itself
                each.getValue().write();
                snapshot.compare(each.getKey());
            }
            for (int done = 0; done < writes; ) {
                List<String> story = new ArrayList<>();
                for (int i = 1 + random.nextInt(60); i > 0; i--, done++) {
                    Map.Entry<String, Ways.Way> each = list.get(random.nextInt(list.size()));
                    story.add(each.getKey());
                    each.getValue().write();
                }
                snapshot.compare(story);
            }
            long harvested = snapshot.dirty();
            random.nextBytes(ram);
            snapshot.compare("nextBytes");
            new SplittableRandom(1).nextBytes(ram);
            snapshot.compare("SplittableRandom.nextBytes");
            java.util.Arrays.fill(ram, (byte) 9);
            snapshot.compare("fill");
            System.out.println(list.size() + " ways, " + writes + " writes, " + snapshot.changed() + " pages changed, "
                    + harvested + " told, coverage " + region.coverage());
            if (region.coverage() != dev.tidemark.Coverage.COMPLETE) {
                throw new AssertionError(region.coverageReason());
            }
        } finally {
            Files.delete(file);
        }
        Reference.reachabilityFence(buffer);
    }

    private static byte[] filled(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
