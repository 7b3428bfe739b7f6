package dev.tidemark.it.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A page that is written after a harvest is marked again, whatever the JIT makes of the loop that writes it. */
class PlainLookRunningLoopIT {
    private static final int HARVESTS = Integer.getInteger("tidemark.loops", 15);
    private static final String C2 = "-XX:-TieredCompilation";

    /** Marks alone must do: neither {@code wrap} nor a constant array makes pages compared. */
    private static final String OPTIONS = "min=off,escape=flag,jmx=off,arrays=dev.tidemark.it.loops.*";

    @TestFactory
    List<DynamicTest> everyRoundAfterAHarvestIsMarked() {
        List<DynamicTest> tests = new ArrayList<>();
        for (LoopShape shape : LoopShape.values()) {
            for (String kind : kinds(shape)) {
                tests.add(test(C2, shape, kind, 0));
                tests.add(test("-XX:+TieredCompilation", shape, kind, 0));
            }
        }
        for (String mode : new String[] {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3"}) {
            for (LoopShape shape : new LoopShape[] {LoopShape.LONG, LoopShape.BYTE, LoopShape.ASCENDING}) {
                tests.add(test(mode, shape, "heap", 0));
                tests.add(test(mode, shape, "direct", 0));
            }
        }
        for (LoopShape shape : new LoopShape[] {
            LoopShape.LONG, LoopShape.BYTE, LoopShape.LONG_AND_INTS, LoopShape.CONSTANT, LoopShape.TWO_BUFFERS
        }) {
            tests.add(test(C2, shape, "heap", 5));
            tests.add(test(C2, shape, "direct", 5));
        }
        return tests;
    }

    private static String[] kinds(LoopShape shape) {
        return shape == LoopShape.CONSTANT_ARRAY ? new String[] {"heap"} : new String[] {"heap", "direct"};
    }

    private static DynamicTest test(String mode, LoopShape shape, String kind, int others) {
        String name = mode + " " + shape + " " + kind + " " + others;
        return DynamicTest.dynamicTest(name, () -> {
            int exit = run(ForkedJvm.agentJar(), mode, shape, kind, others, name);
            assertTrue(exit != 200, "too few harvests fell into a burst");
            assertEquals(0, exit, "harvests after which a write left no mark");
        });
    }

    private static int run(Path jar, String mode, LoopShape shape, String kind, int others, String name) {
        ForkedJvm.Result result = ForkedJvm.withAgent(jar, OPTIONS)
                .flags("-Xmx64m", "-XX:+UseG1GC", mode)
                .run(LoopProgram.class, shape.name(), kind, Integer.toString(others), Integer.toString(HARVESTS));
        System.out.println("PlainLookRunningLoopIT: " + name + ": "
                + result.stdout().strip() + result.stderr().strip());
        return result.exitCode();
    }
}
