package dev.tidemark.it.living;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import dev.tidemark.it.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jacoco.agent.rt.RT;

/** Writes through every row of the hook table under JaCoCo, and asks JaCoCo what it saw. */
public final class JacocoProgram {
    private JacocoProgram() {}

    /** Internal names of JDK classes that JaCoCo must have seen too. */
    public static void main(String[] arguments) throws Exception {
        HookRows rows = new HookRows(new Random(Seed.of("JacocoProgram")));
        for (RegionKind kind : ReplicatedMemory.KINDS) {
            try (ReplicatedMemory memory = new ReplicatedMemory("jacoco", kind)) {
                rows.run(memory, kind, 8);
                memory.expect(Coverage.COMPLETE);
            }
        }
        String executed = new String(RT.getAgent().getExecutionData(false), StandardCharsets.ISO_8859_1);
        expect(executed.contains("dev/tidemark/it/living/HookRows"));
        expect(!executed.contains(NeverRun.class.getName().replace('.', '/')));
        for (String type : arguments) {
            expect(executed.contains(type));
        }
        System.out.println("JaCoCo saw what ran");
    }

    private static void expect(boolean fact) {
        if (!fact) {
            throw new AssertionError("JaCoCo's data is not what it should be");
        }
    }
}
