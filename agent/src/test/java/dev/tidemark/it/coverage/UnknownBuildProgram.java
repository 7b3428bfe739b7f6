package dev.tidemark.it.coverage;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.RawMemory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import jdk.internal.misc.Unsafe;

/** On a build that the agent does not know; the argument is the coverage that regions must end up with. */
public final class UnknownBuildProgram {
    private static final String THREAD = "tidemark-jdk-scan";

    private UnknownBuildProgram() {}

    /** Prints what it saw; fails if that is wrong. */
    public static void main(String[] arguments) throws InterruptedException {
        if (thread() != null) {
            throw new AssertionError("the scan began before there was a region");
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        Region region = Tidemark.track("early", buffer);
        Coverage first = region.coverage();
        String reason = region.coverageReason();
        Thread scan = thread();
        if (scan != null) {
            expect(Coverage.HOOKS_INCOMPLETE, first); // it was under way all the time
            System.out.println("meanwhile " + reason);
            scan.join();
        }
        System.out.println("afterwards " + region.coverage() + " " + region.coverageReason());
        expect(Coverage.valueOf(arguments[0]), region.coverage());
        if (region.coverage() == Coverage.HOOKS_INCOMPLETE) {
            aWriteThatNoHookSeesIsFound(region, buffer);
        }
        ByteBuffer other = ByteBuffer.allocateDirect(1 << 20);
        expect(region.coverage(), Tidemark.track("late", other).coverage());
        if (thread() != null) {
            throw new AssertionError("the scan ran again");
        }
        Reference.reachabilityFence(buffer);
        Reference.reachabilityFence(other);
    }

    /** Through the JDK's internal Unsafe, which is what a new path would do. */
    private static void aWriteThatNoHookSeesIsFound(Region region, ByteBuffer buffer) {
        Client client = Tidemark.client("it");
        region.harvest(client);
        Unsafe.getUnsafe().putByte(RawMemory.address(buffer) + 5 * region.pageSize() + 7, (byte) 1);
        DirtyPages found = region.harvest(client);
        System.out.println("found " + found.runs());
        expect(1L, found.pageCount());
        expect(true, buffer.get(5 * region.pageSize() + 7) == 1);
        found.forEachRun((offset, length) -> expect(5L * region.pageSize(), offset));
    }

    private static Thread thread() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(THREAD)) {
                return thread;
            }
        }
        return null;
    }

    private static void expect(Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw new AssertionError("expected " + wanted + ", found " + found);
        }
    }
}
