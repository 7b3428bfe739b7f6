package dev.tidemark.it.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.stress.mutant.Mutant;
import dev.tidemark.stress.mutant.MutantJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A page that is written after a harvest is marked again, whatever the JIT makes of the loop that writes it. */
class PlainLookRunningLoopIT {
    private static final int HARVESTS = Integer.getInteger("tidemark.loops", 10);
    private static final int ATTEMPTS = 24;
    private static final String C2 = "-XX:-TieredCompilation";

    /** Marks alone must do: neither {@code wrap} nor a constant array makes pages compared. */
    private static final String OPTIONS = "min=off,escape=flag,jmx=off,arrays=dev.tidemark.it.loops.*";

    @TestFactory
    List<DynamicTest> everyRoundAfterAHarvestIsMarked() {
        List<DynamicTest> tests = new ArrayList<>();
        for (LoopShape shape : LoopShape.values()) {
            if (shape == LoopShape.CONSTANT_SEGMENT && Runtime.version().feature() < 22) {
                continue;
            }
            for (String kind : kinds(shape)) {
                tests.add(test(C2, shape, kind, 0));
            }
        }
        for (LoopShape shape : new LoopShape[] {LoopShape.LONG, LoopShape.LONG_AND_INTS, LoopShape.ASCENDING}) {
            tests.add(test("-XX:+TieredCompilation", shape, "heap", 0));
            tests.add(test("-XX:+TieredCompilation", shape, "direct", 0));
        }
        for (String mode : new String[] {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3"}) {
            for (LoopShape shape : new LoopShape[] {LoopShape.LONG, LoopShape.ASCENDING}) {
                tests.add(test(mode, shape, "heap", 0));
                tests.add(test(mode, shape, "direct", 0));
            }
        }
        for (LoopShape shape :
                new LoopShape[] {LoopShape.LONG, LoopShape.BYTE, LoopShape.CONSTANT, LoopShape.TWO_BUFFERS}) {
            tests.add(test(C2, shape, "heap", 5));
            tests.add(test(C2, shape, "direct", 5));
        }
        return tests;
    }

    /** Kills {@link Mutant#MARKS_IN_AN_ARRAY}: the JIT takes the look at the mark of direct memory out of the loop. */
    @Test
    void marksOfAnotherAliasClassAreLost() throws IOException {
        Mutant mutant = Mutant.MARKS_IN_AN_ARRAY;
        Path directory = ForkedJvm.agentJar().resolveSibling("stress");
        Path jar = MutantJar.write(ForkedJvm.agentJar(), mutant, directory);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            LoopShape shape = attempt % 2 == 0 ? LoopShape.LONG : LoopShape.CONSTANT;
            if (run(jar, C2, shape, "direct", 0, mutant + " " + shape) == LoopProgram.LOST) {
                return;
            }
        }
        fail(mutant + " went unnoticed");
    }

    private static String[] kinds(LoopShape shape) {
        return shape == LoopShape.CONSTANT_ARRAY ? new String[] {"heap"} : new String[] {"heap", "direct"};
    }

    private static DynamicTest test(String mode, LoopShape shape, String kind, int others) {
        String name = mode + " " + shape + " " + kind + " " + others;
        return DynamicTest.dynamicTest(name, () -> {
            int exit = run(ForkedJvm.agentJar(), mode, shape, kind, others, name);
            assertTrue(exit != LoopProgram.TOO_FEW, "too few harvests fell into a burst");
            assertTrue(exit != LoopProgram.LOST, "a write after a harvest left no mark");
            assertEquals(0, exit);
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
