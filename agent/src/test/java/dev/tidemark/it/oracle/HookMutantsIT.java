package dev.tidemark.it.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.it.ForkedJvm;
import org.junit.jupiter.api.Test;

/** Every single hook is needed: without it, some case of the oracle misses a write. {@link RowMutantsIT} does it by rows. */
class HookMutantsIT {
    @Test
    void withoutAnyHookAWriteIsMissed() {
        ForkedJvm.Result result = OracleJvm.runHookMutants(OracleJvm.OPTIONS);
        result.stdout().lines().filter(line -> !line.startsWith("without ")).forEach(System.out::println);
        assertEquals(0, result.exitCode(), result::toString);
    }
}
