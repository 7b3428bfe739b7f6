package dev.tidemark.snapshot;

import java.util.Map;

/**
 * How a program lets its guest stand still for snapshots that others take or restore, through JMX or the command line. Without it a
 * snapshot of a guest at work holds pages of different moments, and what is not in the region, such as registers, does not travel along.
 *
 * <pre>{@code
 * GuestControl control = new MyControl(guest);     // keep it: it is held weakly
 * GuestControls.register(region, control);
 * }</pre>
 *
 * <p>One call at a time, all of one snapshot on one thread: {@link #pause}, then {@link #attachments} or {@link #restored}, then {@link
 * #resume}. A method that throws makes the snapshot or the restore fail.
 */
public interface GuestControl {
    /** Returns once the guest stands still; waits for it as long as it takes. If this throws, the guest runs on. */
    void pause();

    /** What of the guest is not in the region, by name, by the rules of {@link TakeOptions#attachments}. Called while it stands still. */
    Map<String, byte[]> attachments();

    /** The region holds what it held at a snapshot; these are the snapshot's attachments. Called while the guest stands still. */
    void restored(Map<String, byte[]> attachments);

    /** The guest may run on. Called exactly once for each {@link #pause} that returned, before the snapshot is durable. */
    void resume();
}
