package dev.tidemark.bench;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** What it costs to be asked for an array, and to keep a region exact whose array is in other hands. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class EscapeBenchmark {
    /** The application asks for an array, again and again. */
    @Benchmark
    public byte[] array(Asked asked) {
        return asked.buffer.array();
    }

    /** The JDK asks for an array: a short text is encoded into a heap buffer. */
    @Benchmark
    public CoderResult encode(Asked asked) {
        asked.buffer.clear();
        asked.text.clear();
        return asked.encoder.encode(asked.text, asked.buffer, true);
    }

    /** A harvest of a region of 64 MiB that is hashed, and that nobody writes. */
    @Benchmark
    public DirtyPages hashedHarvest(Hashed hashed) {
        return hashed.region.harvest(hashed.client);
    }

    /** The heap buffer that is asked for its array. */
    @State(Scope.Benchmark)
    public static class Asked {
        /** What it is. */
        public enum Kind {
            /** Too small to be watched. */
            SMALL,
            /** Watched, and not tracked. */
            LARGE,
            /** A region whose array only its buffer has, until the benchmark {@code array} asks for it. */
            TRACKED
        }

        /** What the buffer is. */
        @Param
        public Kind kind;

        private final CharBuffer text = CharBuffer.wrap("0123456789".toCharArray());
        private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        private ByteBuffer buffer;

        /** Allocates. */
        @Setup(Level.Trial)
        public void open() {
            buffer = ByteBuffer.allocate(kind == Kind.SMALL ? 1000 : 1 << 20);
            if (kind == Kind.TRACKED) {
                Tidemark.track("asked", buffer);
            }
        }
    }

    /** A region that is compared with its hashes. */
    @State(Scope.Benchmark)
    public static class Hashed {
        /** Bytes per page. */
        @Param({"256", "4096", "65536"})
        public int pageSize;

        private byte[] memory;
        private Region region;
        private Client client;

        /** Fills the memory; an array that is wrapped is in other hands. */
        @Setup(Level.Trial)
        public void open() {
            memory = new byte[64 << 20];
            new Random(1).nextBytes(memory);
            region = Tidemark.track("hashed", ByteBuffer.wrap(memory), pageSize);
            if (region.coverage() != Coverage.ARRAY_ESCAPED) {
                throw new IllegalStateException("the region is not in the state that the benchmark wants");
            }
            client = Tidemark.client("bench");
            region.harvest(client);
        }
    }
}
