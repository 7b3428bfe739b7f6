package dev.tidemark.snapshot;

import dev.tidemark.Region;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;

/** The controls of the guests of this JVM, at most one per region. Thread-safe. */
public final class GuestControls {
    // guarded by the class; neither keeps a guest's memory alive
    private static final Map<Region, WeakReference<GuestControl>> CONTROLS = new WeakHashMap<>();

    private GuestControls() {}

    /**
     * Names the control of a region's guest, in the place of an earlier one.
     *
     * @param control held weakly, because it leads to the guest's memory: keep it as long as the guest
     */
    public static void register(Region region, GuestControl control) {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(control, "control");
        synchronized (GuestControls.class) {
            CONTROLS.put(region, new WeakReference<>(control));
        }
    }

    /** The control of the region's guest, if the program named one and still has it. */
    public static Optional<GuestControl> of(Region region) {
        synchronized (GuestControls.class) {
            WeakReference<GuestControl> control = CONTROLS.get(region);
            return Optional.ofNullable(control == null ? null : control.get());
        }
    }
}
