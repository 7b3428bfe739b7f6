package dev.tidemark.bench;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the audit adds to a harvest: 256 MiB in pages of 4 KiB, all clean, of which a share is compared each time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class AuditBenchmark {
    /** A harvest of a region that nobody writes. */
    @Benchmark
    public DirtyPages clean(Audited audited) {
        return audited.region.harvest(audited.client);
    }

    /** The region, and the audit switched. */
    @State(Scope.Benchmark)
    public static class Audited {
        private static final int SIZE = 256 << 20;

        /** Share of the clean pages that a harvest compares. */
        @Param({"off", "5%", "100%"})
        public String share;

        /** Kind of the region's buffer. */
        @Param({"HEAP", "DIRECT"})
        public BufferKind kind;

        private ByteBuffer memory;
        private Region region;
        private Client client;

        /** Fills the memory and has every page checked once. */
        @Setup(Level.Trial)
        public void open() throws JMException {
            memory = kind.allocate(SIZE);
            Random random = new Random(1);
            while (memory.hasRemaining()) {
                memory.putLong(random.nextLong());
            }
            region = Tidemark.track("audited", memory, 4096);
            client = Tidemark.client("bench");
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("dev.tidemark:type=Tracker"),
                            "switchAudit",
                            new Object[] {share},
                            new String[] {String.class.getName()});
            for (int i = 0; i < 20; i++) {
                region.harvest(client);
            }
        }
    }
}
