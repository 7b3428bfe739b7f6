package dev.tidemark.jmx;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.track.AuditStats;
import dev.tidemark.track.ClientStats;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import dev.tidemark.watch.Forecast;
import dev.tidemark.watch.Measure;
import dev.tidemark.watch.RateMeter;
import dev.tidemark.watch.RateReport;
import dev.tidemark.watch.Threshold;
import dev.tidemark.watch.Thresholds;
import dev.tidemark.watch.WriterSampler;
import dev.tidemark.watch.WriterSampling;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A {@link TrackedRegion} as a {@link RegionMXBean}: checks arguments, then hands over. Never creates a client. */
final class RegionBean implements RegionMXBean {
    private final TrackedRegion region;
    private final RegionTracker tracker;
    private final HarvestBook harvests;
    private final RewindBook checkpoints;
    private final RateMeter meter;
    private final WriterSampler sampler;
    private final Thresholds thresholds;

    /** @param notices tells of thresholds that are crossed */
    RegionBean(TrackedRegion region, RegionTracker tracker, HarvestBook harvests, Notices notices) {
        this.region = region;
        this.tracker = tracker;
        this.harvests = harvests;
        this.checkpoints = new RewindBook(region);
        this.meter = new RateMeter(region, tracker::clients);
        this.sampler = new WriterSampler(region);
        this.thresholds = new Thresholds(
                region,
                this::client,
                (threshold, seconds) -> notices.thresholdCrossed(region.name(), threshold, seconds));
    }

    /** What is to be done about once a second. */
    void tick(long nanoTime) {
        sampler.check(nanoTime);
        thresholds.check(nanoTime);
        harvests.expire(nanoTime);
    }

    /** The region has ended: gives back what is open, and breaks off what runs. */
    void close() {
        try {
            harvests.close(); // first: nothing else here can lose pages
        } finally {
            meter.close();
            checkpoints.close();
            sampler.close();
        }
    }

    @Override
    public String getName() {
        return region.name();
    }

    @Override
    public RegionKind getKind() {
        return region.kind();
    }

    @Override
    public Coverage getCoverage() {
        return region.coverage();
    }

    @Override
    public String getCoverageReason() {
        return region.coverageReason();
    }

    @Override
    public long getByteSize() {
        return region.byteSize();
    }

    @Override
    public int getPageSize() {
        return region.pageSize();
    }

    @Override
    public long getPageCount() {
        return region.pageCount();
    }

    @Override
    public boolean isOpen() {
        return region.isOpen();
    }

    @Override
    public boolean isAutomatic() {
        return region.isAutomatic();
    }

    @Override
    public long getEpoch() {
        return region.epoch();
    }

    @Override
    public Map<String, ClientStats> getClients() {
        return ofEachClient(region::stats);
    }

    @Override
    public String getHeatMap() {
        long pagesPerCell = HeatMap.pagesPerCell(region.pageCount(), HeatMap.TEXT_CELLS);
        return HeatMap.text(cells(pagesPerCell), pagesPerCell, region.pageCount(), region.pageSize());
    }

    @Override
    public HeatCells getHeatCells() {
        long pagesPerCell = HeatMap.pagesPerCell(region.pageCount(), HeatCells.MAX_CELLS);
        return new HeatCells(pagesPerCell, cells(pagesPerCell));
    }

    private Map<String, int[]> cells(long pagesPerCell) {
        return ofEachClient(client -> HeatMap.cells(region.glance(client), pagesPerCell));
    }

    private <T> Map<String, T> ofEachClient(Function<Client, T> question) {
        Map<String, T> answers = new LinkedHashMap<>();
        for (Client client : tracker.clients()) {
            try {
                answers.put(client.name(), question.apply(client));
            } catch (IllegalStateException | IllegalArgumentException endedMeanwhile) {
                // The region, or the client, went away after the list was made: there is nothing to tell of it.
                continue;
            }
        }
        return answers;
    }

    @Override
    public String getAudit() {
        return region.auditState();
    }

    @Override
    public AuditStats getAuditStats() {
        return region.auditStats();
    }

    @Override
    public int getOpenHarvests() {
        return harvests.size();
    }

    @Override
    public long[] getOpenHarvestIds() {
        return harvests.ids();
    }

    @Override
    public long[] getCheckpoints() {
        return checkpoints.numbers();
    }

    @Override
    public long getCheckpointBytes() {
        return checkpoints.heldBytes();
    }

    @Override
    public long checkpoint(String guest) {
        return checkpoints.checkpoint(GuestPause.forTake(region, choice(guest)));
    }

    @Override
    public long rollback(long number, String guest) {
        return checkpoints.rollback(number, GuestPause.forRestore(region, choice(guest)));
    }

    @Override
    public void closeCheckpoints() {
        checkpoints.forget();
    }

    private static String choice(String guest) {
        Limits.checkText("guest", guest);
        return guest == null ? "" : guest.strip();
    }

    @Override
    public RangeList dirtyRanges(String client, long fromOffset, int maxRuns) {
        Client known = client(client);
        // Checked before the look, which is the expensive part.
        Limits.checkFromOffset(region, fromOffset);
        Limits.checkMaxRuns(maxRuns);
        return RangeCursor.list(known.name(), region.dirtyPages(known), fromOffset, maxRuns);
    }

    @Override
    public String dirtyRangesText(String client, long fromOffset, int maxRuns) {
        RangeList list = dirtyRanges(client, fromOffset, maxRuns);
        return RangeText.render(list, "dirtyRangesText(" + client + ", " + list.nextOffset() + ", " + maxRuns + ")");
    }

    @Override
    public long harvest(String client) {
        Client known = client(client);
        return harvests.open(known.name(), () -> region.harvest(known));
    }

    @Override
    public RangeList harvestedRanges(long id, long fromOffset, int maxRuns) {
        HarvestBook.Open harvest = harvests.use(id);
        if (harvest.pages() == null) {
            Limits.checkFromOffset(region, fromOffset);
            Limits.checkMaxRuns(maxRuns);
            return RangeList.empty(region.name(), harvest.client(), harvest.epoch(), region.pageSize());
        }
        return RangeCursor.list(harvest.client(), harvest.pages(), fromOffset, maxRuns);
    }

    @Override
    public String harvestedRangesText(long id, long fromOffset, int maxRuns) {
        RangeList list = harvestedRanges(id, fromOffset, maxRuns);
        return RangeText.render(list, "harvestedRangesText(" + id + ", " + list.nextOffset() + ", " + maxRuns + ")");
    }

    @Override
    public long commit(long id) {
        return harvests.commit(id);
    }

    @Override
    public long giveBack(long id) {
        return harvests.giveBack(id);
    }

    @Override
    public byte[] read(long offset, int length) {
        Limits.checkReadLength(length, Limits.MAX_READ_BYTES);
        Limits.checkRange(region, offset, length);
        harvests.use();
        return region.read(offset, length);
    }

    @Override
    public String readText(long offset, int length) {
        Limits.checkReadLength(length, Limits.MAX_DUMP_BYTES);
        return HexDump.render(offset, read(offset, length));
    }

    @Override
    public void markDirty(long offset, long length) {
        Limits.checkRange(region, offset, length);
        region.markDirty(offset, length);
    }

    @Override
    public void clear(String client, long offset, long length) {
        Client known = client(client);
        Limits.checkRange(region, offset, length);
        region.clear(known, offset, length);
    }

    @Override
    public boolean isDirty(String client, long offset, long length) {
        Client known = client(client);
        Limits.checkRange(region, offset, length);
        return region.isDirty(known, offset, length);
    }

    @Override
    public RateReport getDirtyRate() {
        return meter.report();
    }

    @Override
    public void measureDirtyRate(int seconds) {
        meter.start(seconds);
    }

    @Override
    public Forecast forecast(String client, int afterSeconds, long bytesPerSecond) {
        Client known = client(client);
        return Forecast.of(
                known.name(), region.stats(known), meter.report(), region.byteSize(), afterSeconds, bytesPerSecond);
    }

    @Override
    public String forecastText(String client, int afterSeconds, long bytesPerSecond) {
        return RateText.render(forecast(client, afterSeconds, bytesPerSecond));
    }

    @Override
    public WriterSampling getWriterSampling() {
        return sampler.state(System.nanoTime());
    }

    @Override
    public void searchWriters(int every, int seconds) {
        sampler.start(every, seconds, System.nanoTime());
    }

    @Override
    public void stopSearch() {
        sampler.stop();
    }

    @Override
    public WriterList writers(int maxWriters) {
        Limits.checkMaxWriters(maxWriters);
        return WriterList.part(region.name(), sampler.state(System.nanoTime()), sampler.writers(), maxWriters);
    }

    @Override
    public String writersText(int maxWriters) {
        return WriterText.render(writers(maxWriters));
    }

    @Override
    public String writersCollapsed(int maxWriters) {
        return WriterText.collapsed(writers(maxWriters));
    }

    @Override
    public Map<String, Threshold> getThresholds() {
        return thresholds.all();
    }

    @Override
    public void setThreshold(String client, String measure, long high, long low) {
        thresholds.set(client(client).name(), measure(measure), high, low);
    }

    @Override
    public void removeThreshold(String client, String measure) {
        Limits.checkText("client", client);
        thresholds.remove(client, measure(measure));
    }

    private static Measure measure(String text) {
        Limits.checkText("measure", text);
        return Measure.parse(text);
    }

    private Client client(String name) {
        if (name == null) {
            throw new IllegalArgumentException("client must be the name of an existing client: null");
        }
        Limits.checkText("client", name);
        return tracker.existingClient(name);
    }
}
