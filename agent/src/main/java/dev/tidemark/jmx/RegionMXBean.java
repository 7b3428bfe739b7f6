package dev.tidemark.jmx;

import static javax.management.MBeanOperationInfo.ACTION;
import static javax.management.MBeanOperationInfo.ACTION_INFO;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.track.AuditStats;
import dev.tidemark.track.ClientStats;
import dev.tidemark.watch.Forecast;
import dev.tidemark.watch.RateMeter;
import dev.tidemark.watch.RateReport;
import dev.tidemark.watch.Threshold;
import dev.tidemark.watch.WriterSampler;
import dev.tidemark.watch.WriterSampling;
import java.util.Map;

/**
 * One region, seen through JMX. Descriptions are for the person in front of a JMX client and stand in the annotations; the
 * rules are those of {@link dev.tidemark.Region} and of the package.
 */
@Described(
        "One tracked buffer: which of its pages were written, per client. Offsets and lengths are bytes from the region's"
                + " first byte. Unless a description says otherwise, an operation reads and changes nothing.")
public interface RegionMXBean {
    /** Meaning of a parameter {@code client}. */
    String CLIENT = "name of an existing client";

    /** Meaning of a parameter {@code fromOffset}. */
    String FROM_OFFSET = "first byte of interest; 0, or the next offset that the part before names";

    /** Meaning of a parameter {@code maxRuns}. */
    String MAX_RUNS = "ranges to return at most, 1 to " + RangeList.MAX_RUNS;

    /** Meaning of a parameter {@code id}. */
    String ID = "what harvest returned";

    /** Meaning of a parameter {@code maxWriters}. */
    String MAX_WRITERS = "writers to return at most, 1 to " + WriterList.MAX_WRITERS;

    /** Meaning of a parameter {@code measure}. */
    String MEASURE = "bytes: what is dirty; or rate: what gets dirty per second";

    /** Meaning of a parameter {@code offset}. */
    String OFFSET = "first byte";

    @Described("Name of the region, unique among open regions.")
    String getName();

    @Described("Kind of memory: HEAP, DIRECT, MAPPED or NATIVE.")
    RegionKind getKind();

    @Described(
            "What is known of writes that the agent cannot see: COMPLETE, or the first reason for which writes can leave no mark."
                    + " CoverageReason tells the rest.")
    Coverage getCoverage();

    @Described(
            "Why the coverage is not COMPLETE: what happened, when, through which method of the program, and whether page hashes"
                    + " keep the region exact. Empty while it is COMPLETE.")
    String getCoverageReason();

    @Described("Size in bytes.")
    long getByteSize();

    @Described("Bytes per page, a power of two.")
    int getPageSize();

    @Described("Number of pages; the last one may be shorter.")
    long getPageCount();

    @Described("False once the region was closed or its memory is gone.")
    boolean isOpen();

    @Described("True if the buffer is tracked because of its size (option min), false if the program named it.")
    boolean isAutomatic();

    @Described("Harvests that have ended so far, by any client.")
    long getEpoch();

    @Described(
            "Per client: dirty pages, dirty bytes, harvests, pages in all harvests, and pages per second at the last harvest. Pages are not hashed for this:"
                    + " what was written without a mark is in it after the next look or harvest. Empty once the region has ended.")
    Map<String, ClientStats> getClients();

    @Described(
            "Where the dirty pages are: a line of characters per client, which stands for the whole region. Pages are not hashed"
                    + " for this, as for Clients.")
    String getHeatMap();

    @Described(
            "As HeatMap, as numbers: the dirty pages of each of at most " + HeatCells.MAX_CELLS + " cells, per client.")
    HeatCells getHeatCells();

    @Described("Whether the audit checks this region: on, off, or why not.")
    String getAudit();

    @Described("What the audit did here since it was switched on: pages compared, suspects, open suspects, misses; and"
            + " the bytes that its hashes take.")
    AuditStats getAuditStats();

    @Described("Harvests taken here that were neither committed nor given back.")
    int getOpenHarvests();

    @Described("The ids of those harvests, oldest first, at most " + Limits.MAX_OPEN_HARVESTS + ".")
    long[] getOpenHarvestIds();

    @Described("The numbers of the checkpoints taken here that are open, oldest first, at most "
            + RewindBook.MAX_CHECKPOINTS + ".")
    long[] getCheckpoints();

    @Described("Bytes that those checkpoints keep on the Java heap; pages that they share count once.")
    long getCheckpointBytes();

    @Described(
            value =
                    "Keeps the region's content in memory, and what the program's Guest gives along, to be brought back by"
                            + " rollback. The oldest checkpoint goes where there are " + RewindBook.MAX_CHECKPOINTS
                            + " already, or they take more than a quarter of the Java heap. Returns its number.",
            impact = ACTION_INFO)
    long checkpoint(
            @Parameter(name = "guest", value = GuestPause.CHOICES + "; empty: pause if the program has one, else still")
                    String guest);

    @Described(
            value =
                    "Makes the region what it was at a checkpoint taken here; only pages that differ are written. Returns how many."
                            + " Other clients find them dirty.",
            impact = ACTION_INFO)
    long rollback(
            @Parameter(name = "number", value = "what checkpoint returned") long number,
            @Parameter(
                            name = "guest",
                            value = GuestPause.CHOICES + "; empty: pause if the program has one, else refused")
                    String guest);

    @Described(value = "Forgets the checkpoints taken here, and frees their memory.", impact = ACTION)
    void closeCheckpoints();

    @Described(
            "The client's dirty ranges from an offset on. A look: nothing is cleared, and the next part may differ where"
                    + " pages were written or taken meanwhile.")
    RangeList dirtyRanges(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "fromOffset", value = FROM_OFFSET) long fromOffset,
            @Parameter(name = "maxRuns", value = MAX_RUNS) int maxRuns);

    @Described("As dirtyRanges, as a text table.")
    String dirtyRangesText(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "fromOffset", value = FROM_OFFSET) long fromOffset,
            @Parameter(name = "maxRuns", value = MAX_RUNS) int maxRuns);

    @Described(
            value =
                    "Takes all dirty pages of the client: they are clean for it afterwards. Returns an id for harvestedRanges,"
                            + " commit and giveBack. Given back by itself after "
                            + Limits.HARVEST_TIMEOUT_MINUTES + " minutes in which neither read nor harvestedRanges is"
                            + " called on this region; at most " + Limits.MAX_OPEN_HARVESTS + " may be open.",
            impact = ACTION_INFO)
    long harvest(@Parameter(name = "client", value = CLIENT) String client);

    @Described(
            "The ranges of an open harvest from an offset on. Always the same answer. Restarts the time-out of all open"
                    + " harvests of this region.")
    RangeList harvestedRanges(
            @Parameter(name = "id", value = ID) long id,
            @Parameter(name = "fromOffset", value = FROM_OFFSET) long fromOffset,
            @Parameter(name = "maxRuns", value = MAX_RUNS) int maxRuns);

    @Described("As harvestedRanges, as a text table.")
    String harvestedRangesText(
            @Parameter(name = "id", value = ID) long id,
            @Parameter(name = "fromOffset", value = FROM_OFFSET) long fromOffset,
            @Parameter(name = "maxRuns", value = MAX_RUNS) int maxRuns);

    @Described(value = "Ends an open harvest for good: its pages were copied. Returns how many.", impact = ACTION_INFO)
    long commit(@Parameter(name = "id", value = ID) long id);

    @Described(
            value = "Ends an open harvest and makes its pages dirty for its client again. Returns how many.",
            impact = ACTION_INFO)
    long giveBack(@Parameter(name = "id", value = ID) long id);

    @Described(
            "Bytes of the region, as they are now. Restarts the time-out of all open harvests of this region, so that a copy"
                    + " may take as long as it needs.")
    byte[] read(
            @Parameter(name = "offset", value = OFFSET) long offset,
            @Parameter(name = "length", value = "bytes, 1 to " + Limits.MAX_READ_BYTES) int length);

    @Described("As read, as a hex dump.")
    String readText(
            @Parameter(name = "offset", value = OFFSET) long offset,
            @Parameter(name = "length", value = "bytes, 1 to " + Limits.MAX_DUMP_BYTES) int length);

    @Described(
            value =
                    "Marks every page that touches the range dirty for every client: for writes that the agent cannot see.",
            impact = ACTION)
    void markDirty(
            @Parameter(name = "offset", value = OFFSET) long offset,
            @Parameter(name = "length", value = "bytes; 0 marks nothing") long length);

    @Described(
            value =
                    "Makes the pages that lie wholly within the range clean for the client. What is cleared is forgotten; use"
                            + " harvest to get it.",
            impact = ACTION)
    void clear(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "offset", value = OFFSET) long offset,
            @Parameter(name = "length", value = "bytes; 0 clears nothing") long length);

    @Described(
            "The last measurement of the dirty rate, or the one that runs: pages and bytes that were written in a window of time,"
                    + " and what of it was new for each client. measureDirtyRate begins one.")
    RateReport getDirtyRate();

    @Described(
            value =
                    "Begins to measure how fast the region gets dirty, and returns; DirtyRate has the figures when the window is"
                            + " over. Uses a client of its own: no other notices. One at a time.",
            impact = ACTION)
    void measureDirtyRate(
            @Parameter(name = "seconds", value = "length of the window, 1 to " + RateMeter.MAX_SECONDS) int seconds);

    @Described(
            "What the client's next increment will be like, from what is dirty now and the last measured dirty rate: its bytes,"
                    + " and how long it takes to copy. Too large rather than too small, but for times shorter than the window that"
                    + " was measured.")
    Forecast forecast(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "afterSeconds", value = "seconds from now until the increment is taken, 0 or more")
                    int afterSeconds,
            @Parameter(name = "bytesPerSecond", value = "how fast it is copied, 1 or more") long bytesPerSecond);

    @Described("As forecast, as lines of text.")
    String forecastText(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "afterSeconds", value = "seconds from now until the increment is taken, 0 or more")
                    int afterSeconds,
            @Parameter(name = "bytesPerSecond", value = "how fast it is copied, 1 or more") long bytesPerSecond);

    @Described(
            "The search for the writers of this region, or the last one: whether it goes on, and how many samples it has."
                    + " searchWriters begins one.")
    WriterSampling getWriterSampling();

    @Described(
            value =
                    "Begins to note who writes: of every so many pages that were clean and are written, thread and stack. Makes such"
                            + " writes slower while it goes on, in all regions. No client notices.",
            impact = ACTION)
    void searchWriters(
            @Parameter(name = "every", value = "sample one of so many pages, 1 to " + WriterSampler.MAX_EVERY)
                    int every,
            @Parameter(name = "seconds", value = "after which it ends by itself, 1 to " + WriterSampler.MAX_SECONDS)
                    int seconds);

    @Described(value = "Ends the search for writers; what it found stays.", impact = ACTION)
    void stopSearch();

    @Described("Who writes, as far as the search has found: threads with their stacks, most samples first.")
    WriterList writers(@Parameter(name = "maxWriters", value = MAX_WRITERS) int maxWriters);

    @Described("As writers, as a text: by call site, and by thread.")
    String writersText(@Parameter(name = "maxWriters", value = MAX_WRITERS) int maxWriters);

    @Described("As writers, as collapsed stacks, which flame graph tools read: thread and methods, a blank, samples.")
    String writersCollapsed(@Parameter(name = "maxWriters", value = MAX_WRITERS) int maxWriters);

    @Described(
            "The thresholds that are set here, with their value at the last check, which is made about once a second.")
    Map<String, Threshold> getThresholds();

    @Described(
            value =
                    "Sets a threshold: a notification is sent when the value reaches high, and another when it is low or less"
                            + " after that. Replaces the one of that client and measure. Checked about once a second.",
            impact = ACTION)
    void setThreshold(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "measure", value = MEASURE) String measure,
            @Parameter(name = "high", value = "bytes, or bytes per second; 1 or more") long high,
            @Parameter(name = "low", value = "bytes, or bytes per second; 0 to less than high") long low);

    @Described(value = "Removes a threshold.", impact = ACTION)
    void removeThreshold(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "measure", value = MEASURE) String measure);

    @Described("Whether any page that touches the range is dirty for the client.")
    boolean isDirty(
            @Parameter(name = "client", value = CLIENT) String client,
            @Parameter(name = "offset", value = OFFSET) long offset,
            @Parameter(name = "length", value = "bytes; 0 is clean") long length);
}
