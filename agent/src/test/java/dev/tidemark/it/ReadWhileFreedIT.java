package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.track.TrackedRegion;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Reading a region while someone frees its memory ends in an exception, not in the end of the JVM. */
class ReadWhileFreedIT {
    @Test
    void theJvmSurvives() {
        ForkedJvm.Result result =
                ForkedJvm.withAgent("").flags("-Xmx256m").run(Frees.class).expectSuccess();
        assertTrue(result.stdout().matches("freed \\d+, read \\d+, refused \\d+\\R"), result::stdout);
    }

    static final class Frees {
        private static final int SIZE = 48 << 20;

        public static void main(String[] arguments) throws Exception {
            Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Object unsafe = field.get(null);
            Method invokeCleaner = unsafe.getClass().getMethod("invokeCleaner", ByteBuffer.class);
            int freed = 0;
            int read = 0;
            int refused = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (System.nanoTime() < end) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
                Region region = Tidemark.track("freed " + freed, buffer);
                Thread reader = new Thread(() -> ((TrackedRegion) region).read(0, SIZE));
                boolean[] failed = {false};
                reader.setUncaughtExceptionHandler((thread, e) -> failed[0] = e instanceof IllegalStateException);
                reader.start();
                Thread.sleep(freed % 8);
                invokeCleaner.invoke(unsafe, buffer);
                reader.join();
                freed++;
                read += failed[0] ? 0 : 1;
                refused += failed[0] ? 1 : 0;
            }
            System.out.println("freed " + freed + ", read " + read + ", refused " + refused);
        }
    }
}
