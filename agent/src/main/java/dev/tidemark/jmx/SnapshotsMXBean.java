package dev.tidemark.jmx;

import static javax.management.MBeanOperationInfo.ACTION;
import static javax.management.MBeanOperationInfo.ACTION_INFO;

/**
 * Snapshots of this JVM's regions, and the stores that they go to, through JMX. Long work is a job: the operation answers with its id at
 * once, and {@code job} tells how far it is. The rules are those of {@link dev.tidemark.snapshot.SnapshotTaker} and of the package.
 */
@Described(
        "Takes snapshots of regions into stores (directories) and restores them. Operations that work for long answer with"
                + " the id of a job; job tells how far it is and what came out. A job goes on when its caller is gone: a snapshot is durable"
                + " in the store, or its pages are dirty again.")
public interface SnapshotsMXBean {
    /** Meaning of a parameter {@code region}. */
    String REGION = "name of an open region";

    /** Meaning of a parameter {@code store}. */
    String STORE = "absolute path of the directory as this JVM sees it, or a URI whose provider is on its class path";

    /** Meaning of a parameter {@code elsewhere}. */
    String ELSEWHERE = "further stores that hold parents, separated by |; empty for none";

    /** Meaning of a parameter {@code point}. */
    String POINT = "a snapshot's name, or latest";

    /** Meaning of a parameter {@code attachments}. */
    String ATTACHMENTS = "small blobs that travel along, name=BASE64, separated by spaces; empty for none";

    /** Meaning of a parameter {@code guest}. */
    String GUEST = GuestPause.CHOICES + "; empty: pause if the program has one";

    /** Meaning of a parameter {@code id}. */
    String ID = "what the operation that started the job returned";

    @Described("The jobs that run and the last " + SnapshotJobs.MAX_ENDED + " that ended, oldest first.")
    SnapshotJob[] getJobs();

    @Described("Number of jobs that run.")
    int getRunningJobs();

    @Described(
            value =
                    "Starts taking a snapshot: a full one, or an increment of the last one taken or restored here. The store is created"
                            + " if it is not there. Refused if the store holds snapshots of the region that an earlier start of the process"
                            + " took, until one is restored, or newChain is true. Returns the id of the job.",
            impact = ACTION_INFO)
    long take(
            @Parameter(name = "region", value = REGION) String region,
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "elsewhere", value = ELSEWHERE) String elsewhere,
            @Parameter(name = "newChain", value = "begin anew with a full snapshot") boolean newChain,
            @Parameter(
                            name = "guest",
                            value = GUEST + ", else still; running: it writes on, pages are of different moments")
                    String guest,
            @Parameter(name = "zstdLevel", value = "1 to 22 compresses with zstd-jni of the program; 0 does not")
                    int zstdLevel,
            @Parameter(name = "attachments", value = ATTACHMENTS) String attachments);

    @Described(
            value =
                    "Starts finding out what take would do now, without compression. Takes and writes nothing. Returns the id of the"
                            + " job.",
            impact = ACTION_INFO)
    long dryRun(
            @Parameter(name = "region", value = REGION) String region,
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "elsewhere", value = ELSEWHERE) String elsewhere,
            @Parameter(name = "newChain", value = "as for take") boolean newChain,
            @Parameter(name = "guest", value = "as for take") String guest,
            @Parameter(name = "attachments", value = ATTACHMENTS) String attachments);

    @Described(
            value =
                    "Starts making the region of a snapshot's name what it was then. It must have the same size and page size. The whole"
                            + " chain is checked before the first byte changes; from then on it cannot be cancelled. The next snapshot into"
                            + " this store follows the point. Returns the id of the job.",
            impact = ACTION_INFO)
    long restore(
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "elsewhere", value = ELSEWHERE) String elsewhere,
            @Parameter(name = "point", value = POINT) String point,
            @Parameter(
                            name = "otherStart",
                            value =
                                    "allow a snapshot that another start of the process took; what its guest had outside"
                                            + " the region comes back through the program's Guest alone")
                    boolean otherStart,
            @Parameter(name = "guest", value = GUEST + ", else refused") String guest);

    @Described(
            value =
                    "Starts reading every byte of a store to find the first bad byte of each file, and missing parents. Returns the id"
                            + " of the job.",
            impact = ACTION_INFO)
    long verify(
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "elsewhere", value = ELSEWHERE) String elsewhere);

    @Described(
            value =
                    "Starts merging a point and all it depends on into a full snapshot of the same point. Deletes nothing. Returns the"
                            + " id of the job.",
            impact = ACTION_INFO)
    long compact(
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "elsewhere", value = ELSEWHERE) String elsewhere,
            @Parameter(name = "point", value = POINT) String point);

    @Described(
            value =
                    "Starts deleting the points that the policy does not keep and no kept point needs, those that this JVM's next"
                            + " increments follow left out. Returns the id of the job.",
            impact = ACTION_INFO)
    long prune(
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "elsewhere", value = ELSEWHERE) String elsewhere,
            @Parameter(name = "keep", value = "keep the newest so many points of each history, at least 1") int keep,
            @Parameter(
                            name = "within",
                            value = "keep points not older than this too, as in PT36H or P7D; empty for none")
                    String within,
            @Parameter(name = "dryRun", value = "only tell what would be deleted") boolean dryRun);

    @Described("Lists the points of a store, oldest first, from one on. Reads headers alone.")
    SnapshotPoints list(
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "from", value = "points to skip; 0, or the next that the part before gives") int from,
            @Parameter(name = "maxPoints", value = "points to return at most, 1 to " + SnapshotPoints.MAX_POINTS)
                    int maxPoints);

    @Described("As list, as lines of text.")
    String listText(
            @Parameter(name = "store", value = STORE) String store,
            @Parameter(name = "from", value = "points to skip; 0, or the next that the part before gives") int from,
            @Parameter(name = "maxPoints", value = "points to return at most, 1 to " + SnapshotPoints.MAX_POINTS)
                    int maxPoints);

    @Described("A job as it is now, or as it ended.")
    SnapshotJob job(
            @Parameter(name = "id", value = ID) long id,
            @Parameter(
                            name = "waitMillis",
                            value = "wait for its end so many milliseconds at most, 0 to " + Limits.MAX_WAIT_MILLIS)
                    int waitMillis);

    @Described("As job, as lines of text.")
    String jobText(
            @Parameter(name = "id", value = ID) long id,
            @Parameter(
                            name = "waitMillis",
                            value = "wait for its end so many milliseconds at most, 0 to " + Limits.MAX_WAIT_MILLIS)
                    int waitMillis);

    @Described(
            value =
                    "Asks a job to end without having changed anything. A snapshot that was already being made durable, or a region"
                            + " that was already being written, is finished instead; job tells which.",
            impact = ACTION)
    void cancel(@Parameter(name = "id", value = ID) long id);
}
