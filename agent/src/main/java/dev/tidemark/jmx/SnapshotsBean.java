package dev.tidemark.jmx;

import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.jmx.SnapshotTask.Outcome;
import dev.tidemark.snapshot.PrunePolicy;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotList;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.TakeOptions;
import dev.tidemark.track.RegionTracker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Stores and takers as a {@link SnapshotsMXBean}: checks arguments, then starts a job. */
final class SnapshotsBean implements SnapshotsMXBean {
    private final RegionTracker tracker;
    private final SnapshotJobs jobs = new SnapshotJobs();

    SnapshotsBean(RegionTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public SnapshotJob[] getJobs() {
        return jobs.all().stream().map(task -> look(task, 0)).toArray(SnapshotJob[]::new);
    }

    @Override
    public int getRunningJobs() {
        return (int) jobs.all().stream().filter(SnapshotTask::isRunning).count();
    }

    @Override
    public long take(
            String region,
            String store,
            String elsewhere,
            boolean newChain,
            String guest,
            int zstdLevel,
            String attachments) {
        Region taken = region(region);
        StoreText at = StoreText.parse(store, elsewhere);
        Map<String, byte[]> blobs = AttachmentText.parse(attachments);
        GuestPause pause = GuestPause.forTake(taken, text("guest", guest));
        TakeOptions options = (newChain ? TakeOptions.DEFAULT.asNewChain() : TakeOptions.DEFAULT).compressed(zstdLevel);
        return jobs.start("take", region, store, task -> take(task, taken, at.open(), pause, options, blobs));
    }

    private Outcome take(
            SnapshotTask task,
            Region region,
            SnapshotStore store,
            GuestPause guest,
            TakeOptions options,
            Map<String, byte[]> blobs)
            throws IOException {
        long start = System.nanoTime();
        SnapshotTaker taker = store.taker(region, tracker::client);
        try (guest) {
            task.checkCancelled();
            guest.begin();
            task.checkCancelled();
            TakeOptions watched = with(options, guest.attachments(blobs))
                    .whenCopied(() -> {
                        guest.close();
                        task.checkCancelled();
                    })
                    .watchedBy(task);
            var taken = taker.take(guest.runs() ? watched.ofRunningGuest() : watched);
            SnapshotPoint point = SnapshotPoint.of(taken.snapshot());
            TakeFigures figures = TakeFigures.of(taken, guest.nanos(taken.pauseNanos()), System.nanoTime() - start);
            return new Outcome(SnapshotText.took(point, figures), point, figures);
        }
    }

    @Override
    public long dryRun(
            String region, String store, String elsewhere, boolean newChain, String guest, String attachments) {
        Region looked = region(region);
        StoreText at = StoreText.parse(store, elsewhere);
        Map<String, byte[]> blobs = AttachmentText.parse(attachments);
        GuestPause pause = GuestPause.forTake(looked, text("guest", guest));
        TakeOptions options = newChain ? TakeOptions.DEFAULT.asNewChain() : TakeOptions.DEFAULT;
        return jobs.start("dryRun", region, store, task -> {
            Map<String, byte[]> all;
            try (pause) {
                pause.begin();
                task.checkCancelled();
                all = pause.attachments(blobs);
            }
            TakeFigures figures = TakeFigures.of(at.look().estimate(looked, with(options, all)));
            return new Outcome(SnapshotText.would(region, figures), null, figures);
        });
    }

    private static TakeOptions with(TakeOptions options, Map<String, byte[]> blobs) {
        TakeOptions all = options;
        for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
            all = all.with(blob.getKey(), blob.getValue());
        }
        return all;
    }

    @Override
    public long restore(String store, String elsewhere, String point, boolean otherStart, String guest) {
        StoreText at = StoreText.parse(store, elsewhere).there();
        try {
            SnapshotStore opened = at.look();
            Snapshot found = opened.point(text("point", point));
            Region region = region(found.region());
            if (!found.isOfThisStart() && !otherStart) {
                throw new IllegalStateException("snapshot " + found.name()
                        + " was taken by another start of the process, whose guest may have had more than the region holds:"
                        + " allow it with otherStart (--other-start)");
            }
            GuestPause pause = GuestPause.forRestore(region, text("guest", guest));
            return jobs.start("restore", region.name(), store, task -> restore(task, region, opened, found, pause));
        } catch (IOException e) {
            throw new IllegalStateException(SnapshotTask.line(e));
        }
    }

    private Outcome restore(SnapshotTask task, Region region, SnapshotStore store, Snapshot point, GuestPause guest)
            throws IOException {
        long start = System.nanoTime();
        SnapshotTaker taker = store.taker(region, tracker::client);
        Map<String, byte[]> attachments = store.attachments(point);
        long pauseNanos;
        try (guest) {
            task.checkCancelled();
            guest.begin();
            task.checkCancelled();
            long paused = System.nanoTime();
            task.noReturnIn(region.byteSize());
            taker.restore(point, task);
            pauseNanos = System.nanoTime() - paused;
            long written = region.dirtyPageCount(taker.client());
            if (written > 0) {
                throw new IllegalStateException("restored " + point.name() + ", but the guest wrote " + written
                        + " pages of region '" + region.name()
                        + "' meanwhile, so it is neither one nor the other: restore again while it stands still");
            }
            guest.restored(attachments);
        }
        SnapshotPoint restored = SnapshotPoint.of(point);
        String text = SnapshotText.restored(restored, guest.nanos(pauseNanos), System.nanoTime() - start);
        return new Outcome(text, restored, null);
    }

    @Override
    public long verify(String store, String elsewhere) {
        StoreText at = StoreText.parse(store, elsewhere).there();
        return jobs.start("verify", "", store, task -> {
            SnapshotStore opened = at.look();
            SnapshotDamage[] damaged = SnapshotDamage.of(opened.verify(task));
            int points = opened.list().snapshots().size();
            String text = SnapshotText.cut(SnapshotText.verified(points, damaged));
            damaged = Arrays.copyOf(damaged, Math.min(damaged.length, SnapshotJob.MAX_FILES));
            return new Outcome(text, null, null, damaged, new String[0]);
        });
    }

    @Override
    public long compact(String store, String elsewhere, String point) {
        StoreText at = StoreText.parse(store, elsewhere).there();
        String name = text("point", point);
        return jobs.start("compact", "", store, task -> {
            SnapshotStore opened = at.look();
            Snapshot before = opened.point(name);
            SnapshotPoint after = SnapshotPoint.of(opened.compact(before, task));
            return new Outcome(SnapshotText.merged(before.full(), after), after, null);
        });
    }

    @Override
    public long prune(String store, String elsewhere, int keep, String within, boolean dryRun) {
        StoreText at = StoreText.parse(store, elsewhere).there();
        PrunePolicy policy = new PrunePolicy(keep, duration(text("within", within)));
        return jobs.start("prune", "", store, task -> {
            String[] files =
                    at.look().prune(policy, dryRun).stream().map(Path::toString).toArray(String[]::new);
            String text = SnapshotText.cut(SnapshotText.pruned(files, dryRun));
            files = Arrays.copyOf(files, Math.min(files.length, SnapshotJob.MAX_FILES));
            return new Outcome(text, null, null, new SnapshotDamage[0], files);
        });
    }

    private static Duration duration(String within) {
        try {
            return within.isEmpty() ? Duration.ZERO : Duration.parse(within);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "within must be a duration as in PT36H or P7D, or empty: '" + within + "'");
        }
    }

    @Override
    public SnapshotPoints list(String store, int from, int maxPoints) {
        StoreText at = StoreText.parse(store, "").there();
        Limits.checkPoints(from, maxPoints);
        SnapshotList all;
        try {
            all = at.look().list();
        } catch (IOException e) {
            throw new IllegalStateException(SnapshotTask.line(e));
        }
        List<Snapshot> points = all.snapshots();
        int first = Math.min(from, points.size());
        int end = Math.min(points.size(), first + maxPoints);
        return new SnapshotPoints(
                points.subList(first, end).stream().map(SnapshotPoint::of).toArray(SnapshotPoint[]::new),
                points.size(),
                end < points.size() ? end : -1,
                SnapshotDamage.of(
                        all.damaged().stream().limit(SnapshotPoints.MAX_POINTS).toList()));
    }

    @Override
    public String listText(String store, int from, int maxPoints) {
        SnapshotPoints list = list(store, from, maxPoints);
        return SnapshotText.list(list, "listText(" + store + ", " + list.next() + ", " + maxPoints + ")");
    }

    @Override
    public SnapshotJob job(long id, int waitMillis) {
        Limits.checkWait(waitMillis);
        return look(jobs.find(id), waitMillis);
    }

    @Override
    public String jobText(long id, int waitMillis) {
        return SnapshotText.job(job(id, waitMillis));
    }

    @Override
    public void cancel(long id) {
        jobs.find(id).cancel();
    }

    private static SnapshotJob look(SnapshotTask task, int waitMillis) {
        try {
            return task.look(waitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + task.describe());
        }
    }

    private Region region(String name) {
        Region region = tracker.region(text("region", name));
        if (region.kind() == RegionKind.NATIVE) {
            throw new IllegalArgumentException("region '" + name
                    + "' is NATIVE, which snapshots do not hold: they copy through a ByteBuffer, and memory that is named by its address"
                    + " may be larger than one, and freed by its owner at any time; track a ByteBuffer of it");
        }
        return region;
    }

    private static String text(String parameter, String value) {
        if (value == null) {
            throw new IllegalArgumentException(parameter + " must not be null");
        }
        Limits.checkText(parameter, value);
        return value.strip();
    }
}
