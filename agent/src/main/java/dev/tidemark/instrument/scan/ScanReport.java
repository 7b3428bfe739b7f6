package dev.tidemark.instrument.scan;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Prints what a scan of the running JDK finds that its release's list lacks, and what the list has that is gone. For those who
 * verify a build: {@code java -cp tidemark-agent.jar dev.tidemark.instrument.scan.ScanReport}.
 */
public final class ScanReport {
    private ScanReport() {}

    /** Exit code 0 if the list and the build agree, 1 if not. */
    public static void main(String[] arguments) throws IOException {
        System.exit(print(System.out) ? 0 : 1);
    }

    private static boolean print(PrintStream out) throws IOException {
        int feature = Runtime.version().feature();
        JdkScan.Result scan = JdkScan.run();
        Map<String, String> known = KnownFindings.of(feature);
        Set<String> listed = known == null ? Set.of() : known.keySet();
        out.println("build     " + VerifiedBuilds.running() + (VerifiedBuilds.isVerified() ? " (verified)" : ""));
        out.println("classes   " + scan.classes());
        out.println("findings  " + scan.findings().size());
        out.println("list      " + (known == null ? "none for JDK " + feature : listed.size() + " findings"));
        return print(out, "new", scan.findings(), listed) & print(out, "gone", listed, scan.findings());
    }

    private static boolean print(PrintStream out, String title, Set<String> these, Set<String> without) {
        Set<String> rest = new TreeSet<>(these);
        rest.removeAll(without);
        out.println(title + " ".repeat(10 - title.length()) + rest.size());
        rest.forEach(line -> out.println("  " + line));
        return rest.isEmpty();
    }
}
