package dev.tidemark.cli;

import dev.tidemark.jmx.AttachmentText;
import dev.tidemark.jmx.SnapshotJob;
import dev.tidemark.jmx.TakeFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot take PID REGION --store DIR}. */
@Command(
        name = "take",
        description = {
            "Takes a snapshot of a region in a JVM that runs: an increment of the last one, or a full one where there is none.",
            "If it fails or is cancelled nothing is lost: the next one has the pages. Starts the JVM's local JMX connector."
        })
final class SnapshotTakeCommand extends DataCommand {
    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(index = "1", paramLabel = "REGION", description = "Name of the region; the command status shows them.")
    private String region;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            required = true,
            description =
                    "The store: a directory, created if it is not there, or a URI whose provider is on the JVM's class path.")
    private String store;

    @Option(
            names = "--elsewhere",
            paramLabel = "DIR",
            description = "Another store that holds parents; may be given more than once.")
    private List<String> elsewhere = List.of();

    @Option(names = "--new-chain", description = "Begin anew with a full snapshot.")
    private boolean newChain;

    @Option(names = "--dry-run", description = "Tell what would be taken. Changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--zstd",
            paramLabel = "LEVEL",
            defaultValue = "0",
            description = "Compress, 1 to 22; needs zstd-jni on the JVM's class path. Default: do not.")
    private int zstdLevel;

    @Option(
            names = "--attach",
            paramLabel = "NAME=FILE",
            description = "A file that travels along; may be given more than once, 16 MiB together.")
    private Map<String, Path> attach = Map.of();

    @Mixin
    private LiveOptions live;

    @Override
    Report report() {
        int timeoutSeconds = live.timeoutSeconds(List.of("pause", "still", "running"));
        if (zstdLevel < 0 || zstdLevel > 22) {
            throw CliException.wrongUsage("--zstd must be 1 to 22, or 0 for none: " + zstdLevel);
        }
        String directory = LiveOptions.absolute(store);
        String others = LiveOptions.absolute(elsewhere);
        String attachments = attachments();
        SnapshotJob job = RemoteJob.run(
                pid,
                "take",
                timeoutSeconds,
                bean -> dryRun
                        ? bean.dryRun(region, directory, others, newChain, live.guest(), attachments)
                        : bean.take(region, directory, others, newChain, live.guest(), zstdLevel, attachments));
        return new Report(job.text(), json(job));
    }

    private String attachments() {
        Map<String, byte[]> content = new TreeMap<>();
        for (Map.Entry<String, Path> each : attach.entrySet()) {
            try {
                content.put(each.getKey(), Files.readAllBytes(each.getValue()));
            } catch (IOException e) {
                throw CliException.failed("cannot read the attachment " + each.getValue() + ": " + e.getMessage(), e);
            }
        }
        return AttachmentText.format(content);
    }

    private Object json(SnapshotJob job) {
        TakeFigures did = job.figures();
        return Json.object(
                "pid", pid,
                "region", region,
                "dryRun", dryRun,
                "kind", did.full() ? "full" : "increment",
                "fileBytes", did.fileBytes(),
                "dirtyPages", did.dirtyPages(),
                "storedPages", did.storedPages(),
                "zeroPages", did.zeroPages(),
                "equalPages", did.equalPages(),
                "writtenMeanwhile", did.writtenMeanwhile(),
                "pauseNanos", did.pauseNanos(),
                "totalNanos", did.totalNanos(),
                "snapshot", job.point() == null ? null : StoreCommand.json(job.point()));
    }
}
