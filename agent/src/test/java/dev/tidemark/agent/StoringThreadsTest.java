package dev.tidemark.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.options.LogLevel;
import dev.tidemark.track.AuditMiss;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StoringThreadsTest {
    private final StoringThreads threads = new StoringThreads();

    @Test
    void aThreadInsideAHookedMethodIsSeenUntilItReturns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CharsetEncoder encoder = new CharsetEncoder(Charset.forName("US-ASCII"), 1, 1) {
            @Override
            protected CoderResult encodeLoop(CharBuffer in, ByteBuffer out) {
                inside.countDown();
                await(go);
                in.position(in.limit());
                return CoderResult.UNDERFLOW;
            }
        };
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch outside = new CountDownLatch(1);
        Thread encoding = start(() -> {
            encoder.encode(CharBuffer.wrap("x"), ByteBuffer.allocate(8), true);
            outside.countDown();
            await(end);
        });
        Thread waiting = start(() -> await(end));
        inside.await();
        Set<Thread> found = threads.get();
        assertTrue(found.contains(encoding));
        assertTrue(!found.contains(waiting) && !found.contains(Thread.currentThread()));
        go.countDown();
        outside.await();
        assertTrue(!threads.get().contains(encoding));
        end.countDown();
        encoding.join();
        waiting.join();
    }

    /** A read that blocks in the system has the hooked method on its stack too. */
    @Test
    void aThreadThatIsBlockedInAReadIsSeen() throws Exception {
        Pipe pipe = Pipe.open();
        Thread reading = start(() -> {
            try {
                pipe.source().read(ByteBuffer.allocateDirect(8));
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!threads.get().contains(reading)) {
            Thread.sleep(1);
        }
        pipe.sink().close();
        reading.join();
        assertTrue(!threads.get().contains(reading));
    }

    @Test
    void helpersOfTheAgentAndCarriersCountToo() {
        threads.get();
        assertTrue(threads.mayStore("dev.tidemark.boot.Hooks", "storedElements"));
        assertTrue(threads.mayStore("java.lang.VirtualThread", "runContinuation"));
        assertTrue(threads.mayStore("jdk.internal.misc.ScopedMemoryAccess", "putLong"));
        assertTrue(!threads.mayStore("jdk.internal.misc.ScopedMemoryAccess", "getLong"));
        assertTrue(!threads.mayStore("sun.misc.Unsafe", "freeMemory"), "hooked, but stores nothing");
    }

    @Test
    void theLogEndsAfterTwentyMisses() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            AuditLog log = new AuditLog(new Log(LogLevel.WARN));
            for (int i = 1; i <= 100; i++) {
                log.accept(new AuditMiss(i, "ram", i, i * 64, 64, 0, 1000));
            }
        } finally {
            System.setErr(before);
        }
        java.util.List<String> lines = printed.toString().lines().toList();
        assertEquals(AuditLog.MAX_LINES + 1, lines.size());
        assertEquals(
                "tidemark: audit: a write was missed, and is marked dirty now: region 'ram', page 1, bytes 64 to 127,"
                        + " changed between 1970-01-01T00:00:00Z and 1970-01-01T00:00:01Z",
                lines.get(0));
        assertTrue(lines.get(AuditLog.MAX_LINES).contains("not logged"), lines::toString);
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
