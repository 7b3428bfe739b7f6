package dev.tidemark.jmx;

import static javax.management.MBeanOperationInfo.ACTION;
import static javax.management.MBeanOperationInfo.ACTION_INFO;

import dev.tidemark.options.OptionTable;
import dev.tidemark.options.Shares;
import dev.tidemark.track.AuditStats;
import javax.management.ObjectName;

/** The agent as a whole, seen through JMX. The rules are those of {@link dev.tidemark.Tidemark} and of the package. */
@Described("The Tidemark agent: which buffers it tracks, for which clients, and whether its hooks are healthy.")
public interface TrackerMXBean {
    /** Meaning of a parameter {@code from}. */
    String FROM = "first name of interest; empty, or the next name that the part before gives";

    /** Meaning of a parameter {@code maxNames}. */
    String MAX_NAMES = "names to return at most, 1 to " + Limits.MAX_NAMES;

    /** Meaning of a parameter {@code fromId}. */
    String FROM_ID = "first id of interest; 0, or the next id that the part before gives";

    /** Meaning of a parameter {@code maxMisses}. */
    String MAX_MISSES = "misses to return at most, 1 to " + AuditMissList.MAX_MISSES;

    @Described("Version of the agent.")
    String getVersion();

    @Described("The agent's options in force, defaults included.")
    String getOptions();

    @Described("Number of open regions.")
    int getRegionCount();

    @Described("Names of the open regions, oldest first, at most " + Limits.MAX_NAMES
            + "; regionNames lists all. Each has a bean" + " dev.tidemark:type=Region,name=\"...\".")
    String[] getRegionNames();

    @Described(
            "Names of the open regions from one on, in alphabetical order. Regions that open or close meanwhile do not shift"
                    + " the cursor.")
    NameList regionNames(
            @Parameter(name = "from", value = FROM) String from,
            @Parameter(name = "maxNames", value = MAX_NAMES) int maxNames);

    @Described("As regionNames, as lines of text.")
    String regionNamesText(
            @Parameter(name = "from", value = FROM) String from,
            @Parameter(name = "maxNames", value = MAX_NAMES) int maxNames);

    @Described("Bytes of all open regions together.")
    long getTrackedBytes();

    @Described("Names of the clients, oldest first.")
    String[] getClientNames();

    @Described(
            "Failures inside the agent's hooks since it started. Anything but 0 means that writes may have been missed.")
    long getHookFailures();

    @Described("What those failures were; the first ones where there are many.")
    String[] getHookFailureMessages();

    @Described("Share of the clean pages whose content each harvest checks, or off; switchAudit changes it.")
    String getAudit();

    @Described(
            "What the audit did in all regions so far: pages compared, suspects, open suspects, misses; and the bytes"
                    + " that its hashes take.")
    AuditStats getAuditStats();

    @Described("Pages that changed without a mark and whose mark may still come, the first " + Limits.MAX_SUSPECTS
            + "; and the threads that are inside a method that marks when it returns. All are marked dirty already.")
    String[] getAuditSuspects();

    @Described(
            value = "Switches the audit of all regions, from the next harvest on. Off frees what it keeps in memory.",
            impact = ACTION)
    void switchAudit(@Parameter(name = "share", value = Shares.RULE) String share);

    @Described("Pages that changed without a mark ever coming, from one on, oldest first; the last "
            + AuditMissList.MAX_MISSES + " are kept.")
    AuditMissList auditMisses(
            @Parameter(name = "fromId", value = FROM_ID) long fromId,
            @Parameter(name = "maxMisses", value = MAX_MISSES) int maxMisses);

    @Described("As auditMisses, as lines of text.")
    String auditMissesText(
            @Parameter(name = "fromId", value = FROM_ID) long fromId,
            @Parameter(name = "maxMisses", value = MAX_MISSES) int maxMisses);

    @Described(
            value = "Creates a client, for which every region is dirty throughout. Refused if it exists.",
            impact = ACTION)
    void createClient(
            @Parameter(
                            name = "name",
                            value = "1 to " + OptionTable.MAX_CLIENT_NAME_LENGTH
                                    + " characters, no control characters; at most " + OptionTable.MAX_CLIENTS
                                    + " clients exist")
                    String name);

    @Described(
            value = "Removes a client and what it knows. Programs that hold it are refused from then on.",
            impact = ACTION)
    void removeClient(@Parameter(name = "name", value = "name of an existing client") String name);

    @Described(
            value = "Names a region that is tracked because of its size (option min), as the program could with"
                    + " Tidemark.track. Marks are carried over, or all pages are dirty where the page size differs. Open"
                    + " harvests are given back. Returns the name of the new region's bean; the old one is gone.",
            impact = ACTION_INFO)
    ObjectName trackRegion(
            @Parameter(name = "region", value = "name of an open automatic region") String region,
            @Parameter(name = "newName", value = "1 to 200 characters, no control characters, not in use")
                    String newName,
            @Parameter(
                            name = "pageSize",
                            value = "bytes per page, a power of two from " + OptionTable.MIN_PAGE_SIZE + " to "
                                    + OptionTable.MAX_PAGE_SIZE)
                    int pageSize);

    /*
     * A path is a way to read any reference of the application, so this needs the read-write role of JMX, as every operation does.
     * It hands out nothing of what it reads: the answer is the region's name, and errors name classes and fields.
     */
    @Described(
            value =
                    "Tracks a buffer that a field of the program holds, as the program could with Tidemark.track: for buffers"
                            + " that are older than the agent. The path starts at a static field and goes on through fields of any"
                            + " access; it must end at a writable ByteBuffer. Only the fields on the path are read. Needs the read-write"
                            + " role, as every operation does. Returns the name of the region's bean.",
            impact = ACTION_INFO)
    ObjectName trackField(
            @Parameter(
                            name = "path",
                            value =
                                    "class, static field, and fields from there on: com.acme.Emulator.INSTANCE.ram; an array"
                                            + " element is banks[2], a class of one loader com.acme.Emulator@1b2c3d")
                    String path,
            @Parameter(name = "name", value = "1 to 200 characters, no control characters, not in use") String name,
            @Parameter(
                            name = "pageSize",
                            value = "bytes per page, a power of two from " + OptionTable.MIN_PAGE_SIZE + " to "
                                    + OptionTable.MAX_PAGE_SIZE)
                    int pageSize);
}
