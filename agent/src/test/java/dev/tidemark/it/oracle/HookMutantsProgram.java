package dev.tidemark.it.oracle;

import dev.tidemark.it.oracle.HookTableView.Row;
import dev.tidemark.it.oracle.Oracle.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Takes every hook away, one by one, and requires the oracle to notice. First it lets cases run with all hooks and learns which
 * hooks each of them meets; then it shuts one hook after the other and repeats cases that met it, until one misses a write. Exit
 * code 1 if a hook is met by no case, or missed by none.
 */
public final class HookMutantsProgram {
    /**
     * Hooks that are judged in a JVM of their own: the platform's MBean server is asked for once, vectors are stored past other hooks
     * only by code that the compiler made before it saw many kinds of them, and what tells of an unmapping is not in {@code Hooks}.
     */
    static final Set<String> ALONE = Set.of(
            "getPlatformMBeanServer",
            "unmap",
            "storeIntoByteBuffer",
            "storeIntoMemorySegment",
            "storeIntoMemorySegmentMasked");

    /** Hooks of this row and of later ones are not in {@code Hooks}, or return something: a gate does not fit. */
    static final int FIRST_OF_OTHERS = 12;

    /** Cases of a group that are run to learn; spread evenly. */
    private static final int CASES = 320;

    /** Runs that are repeated for a hook before it counts as not needed. */
    private static final int ATTEMPTS = 40;

    /** How often that is done, each time with other bytes. */
    private static final int PASSES = 3;

    private final List<List<Run>> meeting = new ArrayList<>();
    private final Oracle oracle;
    private int learned;

    private HookMutantsProgram(Oracle oracle) {
        this.oracle = oracle;
        HookGate.rows().forEach(row -> meeting.add(new ArrayList<>()));
    }

    public static void main(String[] arguments) throws Exception {
        long seed = Long.getLong("tidemark.seed", new SplittableRandom().nextLong());
        System.out.println("every hook on JDK " + Runtime.version() + ": replay with -Dtidemark.seed=" + seed);
        int left;
        try (Oracle oracle = new Oracle(Foreign.ofThisJdk(), seed)) {
            HookMutantsProgram program = new HookMutantsProgram(oracle);
            program.learn();
            left = program.mutate();
        }
        System.out.flush();
        Runtime.getRuntime().halt(left == 0 ? 0 : 1);
    }

    private void learn() throws Exception {
        boolean[] seen = HookGate.seen();
        for (Group group : Group.values()) {
            List<Case> cases = group.cases();
            int step = Math.max(1, cases.size() / CASES);
            for (int i = 0; i < cases.size(); i += step) {
                for (Run run : oracle.runs(group, cases.get(i))) {
                    Arrays.fill(seen, false);
                    Oracle.Verdict verdict = oracle.judge(run, 0);
                    if (verdict.failure() != null) {
                        System.out.println("with all hooks: " + verdict.failure());
                    }
                    learned++;
                    for (int hook = 0; hook < seen.length; hook++) {
                        if (seen[hook]) {
                            meeting.get(hook).add(run);
                        }
                    }
                }
            }
        }
    }

    /** The first run that does without the hook what it does not with it; null if none does. */
    private Run notices(List<Run> runs, int pass) throws Exception {
        for (Run run : runs.subList(0, Math.min(ATTEMPTS, runs.size()))) {
            String failure = oracle.judge(run, 1 + pass).failure();
            if (failure != null && (run.group().asks() || failure.startsWith("MISSED"))) {
                return run;
            }
        }
        return null;
    }

    /** How many hooks nothing needed. */
    private int mutate() throws Exception {
        int missed = 0;
        int alone = 0;
        int left = 0;
        Random random = new Random(1);
        for (int hook = 0; hook < meeting.size(); hook++) {
            Collections.shuffle(meeting.get(hook), random);
            Row row = HookGate.rows().get(hook);
            // those that were made for its row first
            meeting.get(hook)
                    .sort(Comparator.comparing(run -> !run.group().rows().contains(row.row())));
            if (ALONE.contains(row.method()) || row.row() >= FIRST_OF_OTHERS) {
                alone++;
                continue;
            }
            HookGate.shut(hook);
            Run noticed = null;
            for (int pass = 0; pass < PASSES && noticed == null; pass++) {
                noticed = notices(meeting.get(hook), pass);
            }
            HookGate.shut(-1);
            if (noticed == null) {
                left++;
                System.out.println("NOT NEEDED row " + row.row() + " " + row.display() + ": met by "
                        + meeting.get(hook).size() + " runs");
            } else {
                missed++;
                System.out.println("without row " + row.row() + " " + row.display() + ": " + noticed);
            }
        }
        System.out.println("hooks: " + meeting.size() + ", needed by a case: " + missed + ", judged elsewhere: " + alone
                + ", not needed: " + left + "; cases run to learn: " + learned);
        return left;
    }
}
