package dev.tidemark.jmx;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import java.util.List;
import java.util.stream.Collectors;
import javax.management.ObjectName;

/** The {@link RegionTracker} as a {@link TrackerMXBean}. */
final class TrackerBean implements TrackerMXBean {
    private final RegionTracker tracker;
    private final AgentFacts facts;
    private final RegionBeans beans;

    TrackerBean(RegionTracker tracker, AgentFacts facts, RegionBeans beans) {
        this.tracker = tracker;
        this.facts = facts;
        this.beans = beans;
    }

    @Override
    public String getVersion() {
        return facts.version();
    }

    @Override
    public String getOptions() {
        return facts.options();
    }

    @Override
    public int getRegionCount() {
        return tracker.regions().size();
    }

    @Override
    public String[] getRegionNames() {
        return tracker.regions().stream()
                .limit(Limits.MAX_NAMES)
                .map(Region::name)
                .toArray(String[]::new);
    }

    @Override
    public long getTrackedBytes() {
        return tracker.regions().stream().mapToLong(Region::byteSize).sum();
    }

    @Override
    public String[] getClientNames() {
        return tracker.clients().stream().map(Client::name).toArray(String[]::new);
    }

    @Override
    public long getHookFailures() {
        return facts.hookHealth().failures();
    }

    @Override
    public String[] getHookFailureMessages() {
        return facts.hookHealth().messages().stream().limit(Limits.MAX_MESSAGES).toArray(String[]::new);
    }

    @Override
    public void createClient(String name) {
        requireName("name", name);
        List<String> names = List.of(getClientNames());
        if (names.contains(name)) {
            throw new IllegalArgumentException(
                    "client '" + name + "' exists; a new one needs another name than: " + String.join(", ", names));
        }
        tracker.client(name);
    }

    @Override
    public void removeClient(String name) {
        requireName("name", name);
        tracker.removeClient(name);
    }

    @Override
    public ObjectName trackRegion(String region, String newName, int pageSize) {
        requireName("region", region);
        requireName("newName", newName);
        Region found = tracker.region(region);
        if (!isAutomatic(found)) {
            throw new IllegalArgumentException("region '" + region + "' was named by the program and keeps its name;"
                    + " region must be an automatic one: " + automaticNames());
        }
        int open = beans.openHarvests(region);
        if (open > 0) {
            // The pages of an open harvest could not be given back to a region that has ended: they would be lost.
            throw new IllegalStateException("region '" + region + "' has open harvests (" + open
                    + "): commit them or give them back first; its attribute OpenHarvestIds lists them");
        }
        return JmxNames.region(tracker.rename(region, newName, pageSize).name());
    }

    private String automaticNames() {
        String names = tracker.regions().stream()
                .filter(TrackerBean::isAutomatic)
                .limit(Limits.MAX_NAMES)
                .map(Region::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "there is none" : names;
    }

    private static boolean isAutomatic(Region region) {
        return region instanceof TrackedRegion tracked && tracked.isAutomatic();
    }

    private static void requireName(String parameter, String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(parameter + " must not be empty");
        }
    }
}
