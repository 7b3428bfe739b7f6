package dev.tidemark.it.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Runs the oracle in a JVM with the agent, and prints what each group came to. Exit code 0 if nothing was missed, 1 if
 * something was, 2 if a case is broken.
 *
 * <pre>
 *   OracleProgram                     all groups
 *   OracleProgram BUFFER ZIP          those
 *   OracleProgram --list              prints the signatures that the cases exercise, runs nothing
 *   OracleProgram --list-groups       prints parameters only, and the group with each
 *   -Dtidemark.seed=S                 replays
 *   -Dtidemark.case=TEXT              runs that contain TEXT in their names
 *   -Dtidemark.stop=true              ends with the first write that is missed
 * </pre>
 */
public final class OracleProgram {
    private static final int SHOWN = 20;
    private static final boolean STOP = Boolean.getBoolean("tidemark.stop");

    private OracleProgram() {}

    public static void main(String[] arguments) throws IOException {
        if (Arrays.asList(arguments).contains("--list-groups")) {
            Group.exercisers().forEach(System.out::println);
            return;
        }
        if (Arrays.asList(arguments).contains("--list")) {
            Group.exercised().forEach(System.out::println);
            return;
        }
        Set<Group> groups = EnumSet.noneOf(Group.class);
        for (String name : arguments) {
            groups.add(Group.valueOf(name));
        }
        String exercised = System.getProperty("tidemark.oracle.exercised");
        int exitCode = run(groups.isEmpty() ? EnumSet.allOf(Group.class) : groups);
        if (exercised != null) {
            Files.write(Path.of(exercised), Group.exercised());
        }
        System.out.flush();
        Runtime.getRuntime().halt(exitCode); // threads of a case that went wrong do not hold it up
    }

    private static int run(Set<Group> groups) throws IOException {
        long seed = Long.getLong("tidemark.seed", new SplittableRandom().nextLong());
        String only = System.getProperty("tidemark.case", "");
        System.out.println("oracle on JDK " + Runtime.version() + ": replay with -Dtidemark.seed=" + seed
                + " [-Dtidemark.case=…]");
        Tally total = new Tally();
        try (Oracle oracle = new Oracle(Foreign.ofThisJdk(), seed)) {
            for (Group group : groups) {
                if (STOP && total.missed > 0) {
                    break;
                }
                long start = System.nanoTime();
                Tally tally = run(oracle, group, only, total);
                total.add(tally);
                System.out.println(
                        "group " + group + ": " + tally + " (" + (System.nanoTime() - start) / 1_000_000 + " ms)");
            }
        }
        System.out.println("total: " + total);
        return total.missed > 0 ? 1 : total.broken > 0 ? 2 : 0;
    }

    private static Tally run(Oracle oracle, Group group, String only, Tally before) throws IOException {
        Tally tally = new Tally();
        Set<String> names = new TreeSet<>();
        for (Case row : group.cases()) {
            if (!names.add(row.name())) {
                complain(tally, before, "BROKEN " + group + "/" + row.name() + ": there are two of that name");
            }
            int changed = 0;
            int runs = 0;
            for (Oracle.Run run : oracle.runs(group, row)) {
                if (run.toString().contains(only) && !(STOP && tally.missed > 0)) {
                    Oracle.Verdict verdict = oracle.judge(run, 0);
                    runs++;
                    changed += verdict.changedBytes();
                    tally.changedBytes += verdict.changedBytes();
                    tally.changedPages += verdict.changedPages();
                    tally.markedPages += verdict.markedPages();
                    tally.overMarkedPages += verdict.overMarkedPages();
                    if (verdict.failure() != null) {
                        complain(tally, before, verdict.failure());
                    }
                }
            }
            tally.runs += runs;
            if (STOP && tally.missed > 0) {
                break;
            }
            if (runs > 0 && changed == 0 && row.mustWrite()) {
                complain(tally, before, "BROKEN " + group + "/" + row.name() + ": it changed nothing");
            }
            for (Api api : row.apis()) {
                if (runs > 0 && !Api.called().contains(api.signature())) {
                    complain(tally, before, "BROKEN " + group + "/" + row.name() + ": it never called " + api);
                }
            }
        }
        return tally;
    }

    private static void complain(Tally tally, Tally before, String failure) {
        if (failure.startsWith("MISSED")) {
            tally.missed++;
        } else {
            tally.broken++;
        }
        if (tally.failures() + before.failures() <= SHOWN) {
            System.out.println(failure);
        }
    }
}
