package dev.tidemark.jmx;

import dev.tidemark.Guest;
import dev.tidemark.Guests;
import dev.tidemark.Region;
import java.util.HashMap;
import java.util.Map;

/**
 * A guest for the length of one snapshot: it stands still because its program makes it, it is said to stand still, or it runs on. Not
 * thread-safe; the guest is called on one thread.
 */
final class GuestPause implements AutoCloseable {
    /** The choices, for a description. */
    static final String CHOICES = "pause: the program's Guest makes it stand still; still: it stands still anyway";

    private final Guest guest;
    private final boolean runs;
    private long since;
    private long nanos;
    private boolean paused;

    private GuestPause(Guest guest, boolean runs) {
        this.guest = guest;
        this.runs = runs;
    }

    /** For a take: without a choice, by the registered guest if there is one; if there is none a guest that writes makes the snapshot fail. */
    static GuestPause forTake(Region region, String choice) {
        Guest guest = Guests.of(region);
        return switch (choice) {
            case "" -> new GuestPause(guest, false);
            case "pause" -> new GuestPause(require(guest, region), false);
            case "still" -> new GuestPause(null, false);
            case "running" -> new GuestPause(null, true);
            default ->
                throw new IllegalArgumentException("guest must be pause, still, running or empty: '" + choice + "'");
        };
    }

    /** For a restore: nobody finds out whether the guest reads half of it, so there must be a registered guest, or a word of the caller. */
    static GuestPause forRestore(Region region, String choice) {
        Guest guest = Guests.of(region);
        return switch (choice) {
            case "", "pause" -> new GuestPause(require(guest, region), false);
            case "still" -> new GuestPause(null, false);
            default -> throw new IllegalArgumentException("guest must be pause, still or empty: '" + choice + "'");
        };
    }

    private static Guest require(Guest guest, Region region) {
        if (guest == null) {
            throw new IllegalStateException("the program has no Guest that makes the guest of region '" + region.name()
                    + "' stand still: if it stands still by itself, say guest 'still'");
        }
        return guest;
    }

    boolean runs() {
        return runs;
    }

    /** Waits until it stands still. */
    void begin() {
        if (guest != null) {
            call("quiesce", guest::quiesce);
            paused = true;
            since = System.nanoTime();
        }
    }

    /** What the program gives along, and what the caller does. */
    Map<String, byte[]> attachments(Map<String, byte[]> more) {
        Map<String, byte[]> all = new HashMap<>();
        if (guest != null) {
            call("attachments", () -> all.putAll(guest.attachments()));
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
        if (guest != null) {
            call("restored", () -> guest.restored(attachments));
        }
    }

    /** Lets it run on. Further calls do nothing. */
    @Override
    public void close() {
        if (paused) {
            paused = false;
            nanos = System.nanoTime() - since;
            try {
                guest.resume(); // no lambda: a full heap must not leave the guest standing
            } catch (RuntimeException e) {
                throw failed("resume", e);
            }
        }
    }

    private static void call(String method, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            throw failed(method, e);
        }
    }

    private static IllegalStateException failed(String method, RuntimeException e) {
        return new IllegalStateException("the program's Guest failed, in " + method + ": " + SnapshotTask.line(e));
    }

    /** How long it stood still by the guest, or what is given if there is none. */
    long nanos(long otherwise) {
        return guest == null ? otherwise : nanos;
    }
}
