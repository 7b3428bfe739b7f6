package dev.tidemark.stress.soak;

import dev.tidemark.stress.ForkedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts {@link Soak} in its own JVM under an agent jar, which may be a mutant. */
final class SoakProcess {
    /** Compiled application, interpreted {@code ScopedMemoryAccess}: threads stop between a store and its mark. */
    static final String ACCESS_INTERPRETED = "-XX:CompileCommand=exclude,jdk/internal/misc/ScopedMemoryAccess.*";

    private SoakProcess() {}

    static SoakReport run(Path agent, String jitFlag, SoakPlan plan) throws IOException, InterruptedException {
        List<String> flags =
                List.of("-Xmx512m", jitFlag, "-javaagent:" + agent.toAbsolutePath() + "=min=off,jmx=off,escape=flag");
        List<String> main = new ArrayList<>(List.of(Soak.class.getName()));
        main.addAll(plan.toArguments());
        int seconds = (int) (plan.millis() / 1000) * 2 + 300;
        ForkedJvm.Result result = ForkedJvm.run(flags, ForkedJvm.classPathOf(Soak.class), main, seconds);
        SoakReport report = SoakReport.parse(result.output());
        System.out.println(agent.getFileName() + " " + jitFlag + " " + plan + ": " + report);
        return report;
    }
}
