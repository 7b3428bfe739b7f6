package dev.tidemark.jmx;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.options.Shares;
import dev.tidemark.track.AuditMiss;
import dev.tidemark.track.AuditStats;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.management.ObjectName;

/** The {@link RegionTracker} as a {@link TrackerMXBean}. */
final class TrackerBean implements TrackerMXBean {
    private final RegionTracker tracker;
    private final AgentFacts facts;

    TrackerBean(RegionTracker tracker, AgentFacts facts) {
        this.tracker = tracker;
        this.facts = facts;
    }

    @Override
    public String getVersion() {
        return facts.version();
    }

    @Override
    public String getOptions() {
        return facts.options().get();
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
    public NameList regionNames(String from, int maxNames) {
        if (from == null) {
            throw new IllegalArgumentException("from must be a name, or empty for the first one: null");
        }
        Limits.checkText("from", from);
        Limits.checkMaxNames(maxNames);
        String[] all = tracker.regions().stream().map(Region::name).sorted().toArray(String[]::new);
        int found = Arrays.binarySearch(all, from);
        int first = found < 0 ? -found - 1 : found;
        int end = Math.min(all.length, first + maxNames);
        return new NameList(Arrays.copyOfRange(all, first, end), all.length, end < all.length ? all[end] : null);
    }

    @Override
    public String regionNamesText(String from, int maxNames) {
        NameList list = regionNames(from, maxNames);
        StringBuilder text = new StringBuilder("regions " + list.total() + "\n");
        for (String name : list.names()) {
            text.append(name).append('\n');
        }
        if (list.next() != null) {
            text.append("there is more: regionNamesText(")
                    .append(list.next())
                    .append(", ")
                    .append(maxNames)
                    .append(")\n");
        }
        return text.toString();
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
        return facts.hookHealth().messages().toArray(String[]::new);
    }

    @Override
    public String getAudit() {
        return Shares.format(tracker.audit().share());
    }

    @Override
    public AuditStats getAuditStats() {
        return tracker.audit().stats();
    }

    @Override
    public String[] getAuditSuspects() {
        return tracker.audit().suspects(Limits.MAX_SUSPECTS).toArray(new String[0]);
    }

    @Override
    public void switchAudit(String share) {
        requireName("share", share);
        try {
            tracker.audit().switchTo(Shares.parse(share));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("share " + e.getMessage() + ": '" + share + "'");
        }
    }

    @Override
    public AuditMissList auditMisses(long fromId, int maxMisses) {
        if (fromId < 0) {
            throw new IllegalArgumentException("fromId must be 0, or the nextId of the part before: " + fromId);
        }
        Limits.checkMaxMisses(maxMisses);
        List<AuditMiss> found = tracker.audit().misses(fromId, maxMisses + 1);
        return AuditMissList.part(found, maxMisses, tracker.audit().stats().misses());
    }

    @Override
    public String auditMissesText(long fromId, int maxMisses) {
        AuditMissList list = auditMisses(fromId, maxMisses);
        return AuditText.render(list, "auditMissesText(" + list.nextId() + ", " + maxMisses + ")");
    }

    /** Looks and creates under this object's lock, so that of two callers one is refused; the tracker never calls back. */
    @Override
    public synchronized void createClient(String name) {
        requireName("name", name);
        List<String> names = List.of(getClientNames());
        if (names.contains(name)) {
            throw new IllegalArgumentException(
                    "client '" + name + "' exists; a new one needs another name than: " + listed(names));
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
        return JmxNames.region(tracker.rename(region, newName, pageSize).name());
    }

    @Override
    public ObjectName trackField(String path, String name, int pageSize) {
        requireName("path", path);
        requireName("name", name);
        ByteBuffer buffer = facts.buffers().apply(path);
        return JmxNames.region(tracker.track(name, buffer, pageSize).name());
    }

    private String automaticNames() {
        List<String> names = tracker.regions().stream()
                .filter(TrackerBean::isAutomatic)
                .map(Region::name)
                .toList();
        return names.isEmpty() ? "there is none" : listed(names);
    }

    private static String listed(List<String> names) {
        int more = names.size() - Limits.MAX_NAMES_IN_MESSAGE;
        return more <= 0
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, Limits.MAX_NAMES_IN_MESSAGE)) + " and " + more + " more";
    }

    private static boolean isAutomatic(Region region) {
        return region instanceof TrackedRegion tracked && tracked.isAutomatic();
    }

    private static void requireName(String parameter, String name) {
        Limits.checkText(parameter, name);
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(parameter + " must not be empty");
        }
    }
}
