package dev.tidemark.bench.qemu;

import com.google.gson.Gson;
import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.bench.report.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One guest under one workload, checked all along. Each pass of the workload is done twice: once with looks, where pages add up
 * until they are migrated, once with harvests, where each check takes what it finds. Prints a {@link Row} per check of a pass, an
 * iteration per pass.
 *
 * <p>Arguments: workload, passes, directory for files.
 */
public final class ConditionsProgram {
    private static final int WARM_UP = 2_000;

    /** More pages than the marks of which are looked at together. */
    private static final int LONG_RUN = 5_000;

    private final Workload workload;
    private final GuestRam ram = new GuestRam();
    private final Checks checks;
    private final Map<Map<String, String>, Times> times = new LinkedHashMap<>();
    private boolean backwards;

    private ConditionsProgram(Workload workload) {
        this.workload = workload;
        Region region = Tidemark.track("guest-ram", ram.memory(), GuestRam.PAGE);
        Client client = Tidemark.client("migration");
        this.checks = new Checks(ram, region, client);
    }

    /** Runs. */
    public static void main(String[] args) throws IOException {
        ConditionsProgram program = new ConditionsProgram(Workload.valueOf(args[0]));
        program.run(Integer.parseInt(args[1]), Path.of(args[2]));
        System.err.println(args[0] + ": " + program.checks.sum());
    }

    private void run(int passes, Path scratch) throws IOException {
        try (Guest guest = workload.guest(ram, scratch)) {
            warmUp();
            looks(guest);
            harvests(guest);
            times.clear();
            for (int pass = 0; pass < passes; pass++) {
                backwards = pass % 2 == 1;
                looks(guest);
                harvests(guest);
            }
        }
        Gson gson = new Gson();
        times.forEach((parameters, measured) ->
                measured.rows(parameters).forEach(row -> System.out.println(gson.toJson(row))));
    }

    /**
     * Has the JIT see every way with few and many runs, short and long, before the untimed pass shows it the workload: code that it
     * took for never used is interpreted for the rest of the run, of which there is too little to compile it anew.
     */
    private void warmUp() {
        checks.migrate();
        for (int round = 0; round < WARM_UP; round++) {
            int stride = 64 + round % 512;
            for (int page = 0; page < GuestRam.PAGES; page += stride) {
                ram.putLong(page * GuestRam.PAGE, round);
            }
            for (int page = 0; page < round * 7 % LONG_RUN; page++) {
                ram.putLong(page * GuestRam.PAGE, round);
            }
            for (Way way : Way.values()) {
                checks.look(way);
            }
            for (Way way : Way.values()) {
                checks.look(way);
            }
            for (Way way : Way.values()) {
                checks.take(way);
            }
            ram.bytes().clear();
        }
    }

    private void looks(Guest guest) throws IOException {
        for (int step = 0; step < guest.steps(); step++) {
            guest.step(step);
            look(step, Check.Kind.FIRST);
            look(step, Check.Kind.AGAIN);
            if ((step + 1) % guest.stepsPerMigration() == 0) {
                checks.migrate();
                look(step, Check.Kind.MIGRATED);
                look(step, Check.Kind.MIGRATED_AGAIN);
            }
        }
    }

    private void look(int step, Check.Kind check) {
        Times measured = at(step, check, Check.LOOK);
        for (Way way : order()) {
            measured.add(way, checks.look(way));
        }
        checks.compare();
        measured.found(checks);
    }

    private void harvests(Guest guest) throws IOException {
        for (int step = 0; step < guest.steps(); step++) {
            guest.step(step);
            harvest(step, Check.Kind.FIRST);
            checks.migrate();
            harvest(step, Check.Kind.AGAIN);
        }
    }

    private void harvest(int step, Check.Kind check) {
        Times measured = at(step, check, Check.HARVEST);
        for (Way way : order()) {
            measured.add(way, checks.take(way));
        }
        checks.compare();
        measured.found(checks);
    }

    /** Nobody always goes first, with cold caches. */
    private List<Way> order() {
        return backwards ? List.of(Way.TIDEMARK, Way.LOOP, Way.CALL_PER_PAGE) : List.of(Way.values());
    }

    private Times at(int step, Check.Kind check, String what) {
        return times.computeIfAbsent(
                Map.of("what", what, "workload", workload.name(), "step", String.valueOf(step), "check", check.name()),
                key -> new Times());
    }

    /** Of one check, over all passes. */
    private static final class Times {
        private final Map<Way, List<Double>> nanos = new EnumMap<>(Way.class);
        private long pages;
        private long runs;

        void add(Way way, long time) {
            nanos.computeIfAbsent(way, key -> new ArrayList<>()).add((double) time);
        }

        /** The same in every pass. */
        void found(Checks checks) {
            pages = checks.found().pageCount();
            runs = checks.found().runCount();
        }

        List<Row> rows(Map<String, String> key) {
            TreeMap<String, String> parameters = new TreeMap<>(key);
            String what = parameters.remove("what");
            parameters.put("pages", String.valueOf(pages));
            parameters.put("runs", String.valueOf(runs));
            return nanos.entrySet().stream()
                    .map(entry -> {
                        TreeMap<String, String> all = new TreeMap<>(parameters);
                        all.put("way", entry.getKey().name());
                        return new Row(what, all, "ns", List.of(entry.getValue()));
                    })
                    .toList();
        }
    }
}
