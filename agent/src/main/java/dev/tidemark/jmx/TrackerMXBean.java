package dev.tidemark.jmx;

import static javax.management.MBeanOperationInfo.ACTION;
import static javax.management.MBeanOperationInfo.ACTION_INFO;

import javax.management.ObjectName;

/** The agent as a whole, seen through JMX. The rules are those of {@link dev.tidemark.Tidemark} and of the package. */
@Described("The Tidemark agent: which buffers it tracks, for which clients, and whether its hooks are healthy.")
public interface TrackerMXBean {
    @Described("Version of the agent.")
    String getVersion();

    @Described("The agent's options in force, defaults included.")
    String getOptions();

    @Described("Number of open regions.")
    int getRegionCount();

    @Described(
            "Names of the open regions, oldest first, at most 1000. Each has a bean dev.tidemark:type=Region,name=\"...\".")
    String[] getRegionNames();

    @Described("Bytes of all open regions together.")
    long getTrackedBytes();

    @Described("Names of the clients, oldest first.")
    String[] getClientNames();

    @Described(
            "Failures inside the agent's hooks since it started. Anything but 0 means that writes may have been missed.")
    long getHookFailures();

    @Described("What those failures were, at most 100.")
    String[] getHookFailureMessages();

    @Described(
            value = "Creates a client, for which every region is dirty throughout. Refused if it exists.",
            impact = ACTION)
    void createClient(
            @Parameter(name = "name", value = "1 to 100 characters, no control characters; at most 64 clients exist")
                    String name);

    @Described(
            value = "Removes a client and what it knows. Programs that hold it are refused from then on.",
            impact = ACTION)
    void removeClient(@Parameter(name = "name", value = "name of an existing client") String name);

    @Described(
            value = "Names a region that is tracked because of its size (option min), as the program could with"
                    + " Tidemark.track. Marks are carried over, or all pages are dirty where the page size differs. Returns the"
                    + " name of the new region's bean; the old one is gone.",
            impact = ACTION_INFO)
    ObjectName trackRegion(
            @Parameter(name = "region", value = "name of an open automatic region without open harvests") String region,
            @Parameter(name = "newName", value = "1 to 200 characters, no control characters, not in use")
                    String newName,
            @Parameter(name = "pageSize", value = "bytes per page, a power of two from 64 to 2097152") int pageSize);
}
