package dev.tidemark.jmx;

import dev.tidemark.Region;
import dev.tidemark.snapshot.GuestControl;
import dev.tidemark.snapshot.GuestControls;
import java.util.HashMap;
import java.util.Map;

/**
 * A guest for the length of one snapshot: it stands still by its program's control, it is said to stand still, or it runs on. Not
 * thread-safe; the control is called on one thread.
 */
final class GuestPause implements AutoCloseable {
    /** The choices, for a description. */
    static final String CHOICES =
            "pause: the program's GuestControl makes it stand still; still: it stands still anyway";

    private final GuestControl control;
    private final boolean runs;
    private long since;
    private long nanos;
    private boolean paused;

    private GuestPause(GuestControl control, boolean runs) {
        this.control = control;
        this.runs = runs;
    }

    /** For a take: without a choice, by the control if there is one; if there is none a guest that writes makes the snapshot fail. */
    static GuestPause forTake(Region region, String choice) {
        GuestControl control = GuestControls.of(region).orElse(null);
        return switch (choice) {
            case "" -> new GuestPause(control, false);
            case "pause" -> new GuestPause(require(control, region), false);
            case "still" -> new GuestPause(null, false);
            case "running" -> new GuestPause(null, true);
            default ->
                throw new IllegalArgumentException("guest must be pause, still, running or empty: '" + choice + "'");
        };
    }

    /** For a restore: nobody finds out whether the guest reads half of it, so there must be a control, or a word of the caller. */
    static GuestPause forRestore(Region region, String choice) {
        GuestControl control = GuestControls.of(region).orElse(null);
        return switch (choice) {
            case "", "pause" -> new GuestPause(require(control, region), false);
            case "still" -> new GuestPause(null, false);
            default -> throw new IllegalArgumentException("guest must be pause, still or empty: '" + choice + "'");
        };
    }

    private static GuestControl require(GuestControl control, Region region) {
        if (control == null) {
            throw new IllegalStateException("the program has no GuestControl that makes the guest of region '"
                    + region.name() + "' stand still: if it stands still by itself, say guest 'still'");
        }
        return control;
    }

    boolean runs() {
        return runs;
    }

    /** Waits until it stands still. */
    void begin() {
        if (control != null) {
            call("pause", control::pause);
            paused = true;
            since = System.nanoTime();
        }
    }

    /** What the program gives along, and what the caller does. */
    Map<String, byte[]> attachments(Map<String, byte[]> more) {
        Map<String, byte[]> all = new HashMap<>();
        if (control != null) {
            call("attachments", () -> all.putAll(control.attachments()));
        }
        more.forEach((name, content) -> {
            if (all.put(name, content) != null) {
                throw new IllegalArgumentException(
                        "attachment '" + name + "' is one that the program gives: name yours otherwise");
            }
        });
        return all;
    }

    void restored(Map<String, byte[]> attachments) {
        if (control != null) {
            call("restored", () -> control.restored(attachments));
        }
    }

    /** Lets it run on. Further calls do nothing. */
    @Override
    public void close() {
        if (paused) {
            paused = false;
            nanos = System.nanoTime() - since;
            call("resume", control::resume);
        }
    }

    private static void call(String method, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the program's GuestControl failed, in " + method + ": " + SnapshotTask.line(e));
        }
    }

    /** How long it stood still by the control, or what is given if there is none. */
    long nanos(long otherwise) {
        return control == null ? otherwise : nanos;
    }
}
