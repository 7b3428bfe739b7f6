package dev.tidemark.track;

import dev.tidemark.boot.Barrier;
import dev.tidemark.boot.Span;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Which heap arrays become regions when they are written, although no hook saw their allocation: all of some length, except
 * those whose region someone closed.
 *
 * <p>The tracker's registry lock guards it, except {@link #isPaused}.
 */
final class ArraySeeker {
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final List<WeakReference<byte[]>> passed = new ArrayList<>();
    private boolean seeks;
    private int length = Barrier.NONE_SOUGHT;
    private volatile long pausedAt = System.nanoTime() - PAUSE_NANOS;

    /**
     * Sets the length.
     *
     * @param bytes of the shortest array; more than any array has for none
     * @param begin whether there may be such arrays; once there may be, it stays so
     */
    void seek(long bytes, boolean begin) {
        boolean from = seeks || begin;
        int shortest = from && bytes < Barrier.NONE_SOUGHT ? (int) bytes : Barrier.NONE_SOUGHT;
        if (shortest != length) {
            Barrier.seek(shortest, spans(passed));
        }
        seeks = from;
        length = shortest;
    }

    boolean seeks() {
        return length != Barrier.NONE_SOUGHT;
    }

    /** Whether the array is to become a region, if none has it. */
    boolean wants(byte[] array) {
        return array.length >= length && !isPassed(array);
    }

    /** Someone closed a region of the array, and does not want another one. */
    void pass(byte[] array) {
        passed.removeIf(reference -> reference.refersTo(null));
        if (isPassed(array)) {
            return;
        }
        List<WeakReference<byte[]>> more = new ArrayList<>(passed);
        more.add(new WeakReference<>(array));
        if (seeks()) {
            Barrier.seek(length, spans(more));
        }
        passed.add(more.get(more.size() - 1));
    }

    /** What failed, for want of memory, would fail again at the very next write: not before a second has passed. */
    void pause() {
        pausedAt = System.nanoTime();
    }

    boolean isPaused() {
        return System.nanoTime() - pausedAt < PAUSE_NANOS;
    }

    private boolean isPassed(byte[] array) {
        for (WeakReference<byte[]> reference : passed) {
            if (reference.refersTo(array)) {
                return true;
            }
        }
        return false;
    }

    private static Span[] spans(List<WeakReference<byte[]>> arrays) {
        List<Span> spans = new ArrayList<>(arrays.size());
        for (WeakReference<byte[]> reference : arrays) {
            byte[] array = reference.get();
            if (array != null) {
                spans.add(Span.passing(reference, array.length));
            }
        }
        return spans.toArray(new Span[0]);
    }
}
