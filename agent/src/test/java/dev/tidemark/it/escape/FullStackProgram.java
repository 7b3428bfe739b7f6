package dev.tidemark.it.escape;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/**
 * Asks for the array at the end of the stack: in every frame on the way back, until one is far enough from the end. Whether the hook
 * fitted, failed, or was never called: a store through an array that was handed out must be found.
 */
final class FullStackProgram {
    private static final int PAGE = 4096;

    private static ByteBuffer buffer;
    private static int refused;

    private FullStackProgram() {}

    /** How many arrays to ask for. */
    public static void main(String[] args) throws InterruptedException {
        int times = Integer.parseInt(args[0]);
        Thread thread = new Thread(null, () -> run(times), "small stack", 512 << 10);
        thread.start();
        thread.join();
    }

    private static void run(int times) {
        Client client = Tidemark.client("test");
        Client other = Tidemark.client("other");
        int hooksFailed = 0;
        for (int i = 0; i < times; i++) {
            buffer = ByteBuffer.allocate(256 << 10);
            try (Region region = Tidemark.track("full-" + i, buffer, PAGE)) {
                if (region.coverage() != Coverage.COMPLETE) {
                    throw new AssertionError("not complete before: " + region.coverageReason());
                }
                region.harvest(client);
                byte[] array = dive(i % 40);
                array[7 * PAGE]++;
                if (!region.isDirty(client, 7 * PAGE, 1)) {
                    lost(region);
                }
                region.harvest(client);
                region.harvest(other);
                array[9 * PAGE]++;
                if (region.harvest(client).pageCount() != 1
                        || region.harvest(other).pageCount() != 1) {
                    lost(region);
                }
                if (region.coverage() != Coverage.ARRAY_ESCAPED) {
                    throw new AssertionError("complete afterwards");
                }
                hooksFailed += region.coverageReason().contains("failed") ? 1 : 0;
            }
        }
        System.out.println("arrays " + times + ", stack overflows in array() " + refused + ", hooks failed "
                + hooksFailed + ", lost 0");
    }

    private static void lost(Region region) {
        System.out.println("lost in " + region + ": " + region.coverageReason());
        System.exit(1);
    }

    /** @param padding bytes of locals, so that the end of the stack is met at different places */
    private static byte[] dive(int padding) {
        long a = padding;
        long b = a * 31;
        try {
            return dive(padding + 1);
        } catch (StackOverflowError e) {
            try {
                return buffer.array();
            } catch (StackOverflowError again) {
                refused++;
                throw again;
            }
        } finally {
            refused += a + 1 == b ? 1 : 0; // keeps the locals
        }
    }
}
