package dev.tidemark.jmx;

import static javax.management.MBeanOperationInfo.ACTION;
import static javax.management.MBeanOperationInfo.ACTION_INFO;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.track.ClientStats;
import java.util.Map;

/**
 * One region, seen through JMX. Descriptions are for the person in front of a JMX client and stand in the annotations; the
 * rules are those of {@link dev.tidemark.Region} and of the package.
 */
@Described(
        "One tracked buffer: which of its pages were written, per client. Offsets and lengths are bytes from the region's"
                + " first byte. Unless a description says otherwise, an operation reads and changes nothing.")
public interface RegionMXBean {
    @Described("Name of the region, unique among open regions.")
    String getName();

    @Described("Kind of memory: HEAP, DIRECT, MAPPED or NATIVE.")
    RegionKind getKind();

    @Described("What is known of writes that the agent cannot see. Anything but COMPLETE can miss a write.")
    Coverage getCoverage();

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
            "Per client: dirty pages, dirty bytes, harvests, and pages per second at the last harvest. Empty once the"
                    + " region has ended.")
    Map<String, ClientStats> getClients();

    @Described("Harvests taken here that were neither committed nor given back.")
    int getOpenHarvests();

    @Described("The ids of those harvests, oldest first, at most 64.")
    long[] getOpenHarvestIds();

    @Described(
            "The client's dirty ranges from an offset on. A look: nothing is cleared, and the next part may differ where"
                    + " pages were written or taken meanwhile.")
    RangeList dirtyRanges(
            @Parameter(name = "client", value = "name of an existing client") String client,
            @Parameter(name = "fromOffset", value = "first byte of interest; 0, or nextOffset of the part before")
                    long fromOffset,
            @Parameter(name = "maxRuns", value = "ranges to return at most, 1 to 10000") int maxRuns);

    @Described("As dirtyRanges, as a text table.")
    String dirtyRangesText(
            @Parameter(name = "client", value = "name of an existing client") String client,
            @Parameter(
                            name = "fromOffset",
                            value = "first byte of interest; 0, or the offset named at the end of the part" + " before")
                    long fromOffset,
            @Parameter(name = "maxRuns", value = "ranges to return at most, 1 to 10000") int maxRuns);

    @Described(
            value =
                    "Takes all dirty pages of the client: they are clean for it afterwards. Returns an id for harvestedRanges,"
                            + " commit and giveBack. Given back by itself after 5 minutes without use; at most 64 may be open.",
            impact = ACTION_INFO)
    long harvest(@Parameter(name = "client", value = "name of an existing client") String client);

    @Described(
            "The ranges of an open harvest from an offset on. Always the same answer; using it restarts the time-out.")
    RangeList harvestedRanges(
            @Parameter(name = "id", value = "what harvest returned") long id,
            @Parameter(name = "fromOffset", value = "first byte of interest; 0, or nextOffset of the part before")
                    long fromOffset,
            @Parameter(name = "maxRuns", value = "ranges to return at most, 1 to 10000") int maxRuns);

    @Described("As harvestedRanges, as a text table.")
    String harvestedRangesText(
            @Parameter(name = "id", value = "what harvest returned") long id,
            @Parameter(
                            name = "fromOffset",
                            value = "first byte of interest; 0, or the offset named at the end of the part" + " before")
                    long fromOffset,
            @Parameter(name = "maxRuns", value = "ranges to return at most, 1 to 10000") int maxRuns);

    @Described(value = "Ends an open harvest for good: its pages were copied. Returns how many.", impact = ACTION_INFO)
    long commit(@Parameter(name = "id", value = "what harvest returned") long id);

    @Described(
            value = "Ends an open harvest and makes its pages dirty for its client again. Returns how many.",
            impact = ACTION_INFO)
    long giveBack(@Parameter(name = "id", value = "what harvest returned") long id);

    @Described("Bytes of the region, as they are now.")
    byte[] read(
            @Parameter(name = "offset", value = "first byte") long offset,
            @Parameter(name = "length", value = "bytes, 1 to 1048576") int length);

    @Described("As read, as a hex dump.")
    String readText(
            @Parameter(name = "offset", value = "first byte") long offset,
            @Parameter(name = "length", value = "bytes, 1 to 65536") int length);

    @Described(
            value =
                    "Marks every page that touches the range dirty for every client: for writes that the agent cannot see.",
            impact = ACTION)
    void markDirty(
            @Parameter(name = "offset", value = "first byte") long offset,
            @Parameter(name = "length", value = "bytes; 0 marks nothing") long length);

    @Described(
            value =
                    "Makes the pages that lie wholly within the range clean for the client. What is cleared is forgotten; use"
                            + " harvest to get it.",
            impact = ACTION)
    void clear(
            @Parameter(name = "client", value = "name of an existing client") String client,
            @Parameter(name = "offset", value = "first byte") long offset,
            @Parameter(name = "length", value = "bytes; 0 clears nothing") long length);

    @Described("Whether any page that touches the range is dirty for the client.")
    boolean isDirty(
            @Parameter(name = "client", value = "name of an existing client") String client,
            @Parameter(name = "offset", value = "first byte") long offset,
            @Parameter(name = "length", value = "bytes; 0 is clean") long length);

    @Described(
            value = "Ends tracking of this buffer, for every client. The buffer itself is untouched.",
            impact = ACTION)
    void close();
}
