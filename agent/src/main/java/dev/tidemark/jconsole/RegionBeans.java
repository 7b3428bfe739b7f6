package dev.tidemark.jconsole;

import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RangeList;
import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.jmx.SnapshotsMXBean;
import dev.tidemark.options.Sizes;
import dev.tidemark.track.ClientStats;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;

/** The beans in the JVM that JConsole looks at. Every call goes over the connection: call it from a worker. */
final class RegionBeans {
    /** Attributes of a region that a look shows. */
    private static final String[] LOOKED_AT = {
        "ByteSize", "Clients", "Coverage", "Epoch", "HeatCells", "Kind", "OpenHarvestIds", "PageCount", "PageSize"
    };

    private final MBeanServerConnection server;

    RegionBeans(MBeanServerConnection server) {
        this.server = server;
    }

    /**
     * One look: three round trips. A harvest that is gone, for it timed out or its region ended, is answered with the dirty ranges.
     *
     * @throws IOException if the connection is lost
     */
    Look look(Wish wish) throws IOException {
        List<String> names = server.queryNames(JmxNames.ALL_REGIONS, null).stream()
                .map(JmxNames::regionOf)
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return Look.empty();
        }
        boolean same = names.contains(wish.region());
        String name = same ? wish.region() : names.get(0);
        try {
            RegionMXBean region = proxy(FetchedAttributes.of(server, JmxNames.region(name), LOOKED_AT), name);
            Map<String, ClientStats> stats = region.getClients();
            String client = stats.containsKey(wish.client()) ? wish.client() : mostHarvesting(stats);
            long harvest = same && isOpen(region, wish.harvest()) ? wish.harvest() : -1;
            long pages = region.getPageCount();
            long from = same && wish.fromOffset() < region.getByteSize() ? wish.fromOffset() : 0;
            RangeList ranges = client == null ? null : ranges(region, client, harvest, from);
            String facts =
                    region.getKind() + ", " + Sizes.humanAndExact(region.getByteSize()) + ", " + pages + " pages of "
                            + Sizes.format(region.getPageSize()) + ", coverage " + region.getCoverage() + ", epoch "
                            + region.getEpoch();
            return new Look(
                    new Wish(name, client, harvest, from),
                    System.nanoTime(),
                    names,
                    facts,
                    pages,
                    region.getPageSize(),
                    stats,
                    region.getHeatCells(),
                    ranges);
        } catch (InstanceNotFoundException endedMeanwhile) {
            return look(new Wish(null, wish.client(), -1, 0));
        } catch (UndeclaredThrowableException e) {
            if (e.getCause() instanceof InstanceNotFoundException) {
                return look(new Wish(null, wish.client(), -1, 0)); // the same
            }
            if (e.getCause() instanceof IOException lost) {
                throw lost;
            }
            throw e;
        }
    }

    /** Takes the client's pages; the answer shows what was taken. */
    Look harvest(Wish wish) throws IOException {
        long id = region(wish.region()).harvest(wish.client());
        return look(new Wish(wish.region(), wish.client(), id, 0));
    }

    /** Ends the harvest that is shown: its pages stay clean. */
    Look commit(Wish wish) throws IOException {
        region(wish.region()).commit(wish.harvest());
        return look(new Wish(wish.region(), wish.client(), -1, 0));
    }

    /** Ends the harvest that is shown: its pages are dirty again. */
    Look giveBack(Wish wish) throws IOException {
        region(wish.region()).giveBack(wish.harvest());
        return look(new Wish(wish.region(), wish.client(), -1, 0));
    }

    /** Writes all ranges, not only those of the table, as lines of comma-separated values; returns how many. */
    long export(Wish wish, Path file) throws IOException {
        RegionMXBean region = region(wish.region());
        long written = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("offset,length,pages\n");
            for (long from = 0; from >= 0; ) {
                RangeList part = wish.harvest() >= 0
                        ? region.harvestedRanges(wish.harvest(), from, RangeList.MAX_RUNS)
                        : region.dirtyRanges(wish.client(), from, RangeList.MAX_RUNS);
                append(out, part);
                written += part.offsets().length;
                from = part.nextOffset();
            }
        }
        return written;
    }

    private static void append(Writer out, RangeList part) throws IOException {
        for (int i = 0; i < part.offsets().length; i++) {
            out.write(part.offsets()[i] + "," + part.lengths()[i] + "," + part.pages(i) + "\n");
        }
    }

    private static RangeList ranges(RegionMXBean region, String client, long harvest, long from) {
        return harvest >= 0
                ? region.harvestedRanges(harvest, from, Wish.MAX_RUNS)
                : region.dirtyRanges(client, from, Wish.MAX_RUNS);
    }

    private static boolean isOpen(RegionMXBean region, long harvest) {
        for (long open : region.getOpenHarvestIds()) {
            if (open == harvest) {
                return true;
            }
        }
        return false;
    }

    private static String mostHarvesting(Map<String, ClientStats> stats) {
        return stats.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().harvests()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** The bean that takes snapshots. */
    SnapshotsMXBean snapshots() {
        return JMX.newMXBeanProxy(server, JmxNames.SNAPSHOTS, SnapshotsMXBean.class);
    }

    private RegionMXBean region(String name) {
        return proxy(server, name);
    }

    private static RegionMXBean proxy(MBeanServerConnection server, String region) {
        return JMX.newMXBeanProxy(server, JmxNames.region(region), RegionMXBean.class);
    }
}
