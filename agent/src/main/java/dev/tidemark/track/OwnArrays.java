package dev.tidemark.track;

import dev.tidemark.boot.BufferAccess;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The arrays of which it is known that nobody but their buffers has them: allocated under the agent's eyes, and not handed out since.
 *
 * <p>An array is found through a weak reference to the buffer that it was allocated for, because weak references to arrays that G1
 * holds as humongous slow its collections down; and, where that buffer may be dropped for a slice, through the region's.
 *
 * <p><b>Error direction.</b> An array that is missing here counts as handed out: its region is slower, and no less exact.
 *
 * <p><b>Thread safety.</b> Any thread, inside hooks too: nothing blocks but the bins of a map that is used here alone. A thread that
 * got a buffer from another finds its array here, even if it got it through a data race: {@link #add} ends with a fence, and the
 * place to look depends on the array that was read.
 */
final class OwnArrays {
    private static final int MANY = 256;

    private final ConcurrentHashMap<Integer, Own> byHash = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** A heap buffer was allocated, and nobody but the caller has it yet. */
    void add(ByteBuffer buffer) {
        add(new Own(buffer, System.identityHashCode(BufferAccess.array(buffer)), false, collected));
    }

    /** The array is known here already, and is to stay known until it is collected itself. */
    void keep(byte[] array) {
        add(new Own(array, System.identityHashCode(array), false, collected));
    }

    /** Whether nobody has the array, and nobody is about to get it. */
    boolean isOwn(byte[] array) {
        boolean found = false;
        for (Own own = first(array); own != null; own = own.next) {
            if (own.isOf(array)) {
                if (own.leaving) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** Whether {@link #remove} was not called for it yet. Costs about 10 ns. */
    boolean contains(byte[] array) {
        for (Own own = first(array); own != null; own = own.next) {
            if (own.isOf(array)) {
                return true;
            }
        }
        return false;
    }

    /** Counts a look at who asks for the array; true after every {@value #MANY}th or so. */
    boolean askedOften(byte[] array) {
        for (Own own = first(array); own != null; own = own.next) {
            if (own.isOf(array)) {
                own.asked++;
                return own.asked % MANY == 0;
            }
        }
        return false;
    }

    /** The array is about to be handed out: no longer {@link #isOwn}, still in here. */
    void markLeaving(byte[] array) {
        rebuild(System.identityHashCode(array), array, true);
    }

    /** The array was handed out, and everybody who must know does. */
    void remove(byte[] array) {
        rebuild(System.identityHashCode(array), array, false);
    }

    /** Every array may have been handed out. */
    void clear() {
        byHash.clear();
    }

    private Own first(byte[] array) {
        VarHandle.acquireFence();
        return byHash.get(System.identityHashCode(array));
    }

    private void add(Own own) {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            rebuild(((Own) gone).hash, null, false);
        }
        Integer hash = own.hash;
        do {
            own.next = byHash.get(hash);
        } while (own.next == null ? byHash.putIfAbsent(hash, own) != null : !byHash.replace(hash, own.next, own));
        VarHandle.fullFence();
    }

    /**
     * Replaces a chain by one without the entries that were collected, and those of an array left out or marked as leaving.
     *
     * @param array null for none
     */
    private void rebuild(Integer hash, byte[] array, boolean leaving) {
        Own before;
        Own after;
        do {
            before = byHash.get(hash);
            after = null;
            for (Own own = before; own != null; own = own.next) {
                Object present = own.get();
                boolean affected = array != null && own.isOf(array);
                if (present != null && (!affected || leaving)) {
                    Own copy = new Own(present, own.hash, own.leaving || affected, collected);
                    copy.next = after;
                    after = copy;
                }
            }
        } while (before != null
                && (after == null ? !byHash.remove(hash, before) : !byHash.replace(hash, before, after)));
    }

    /**
     * One buffer or array; those of one hash are chained. Does not change once it is in the map. Equal only to itself, which is
     * what the map's replace and remove compare.
     */
    private static final class Own extends WeakReference<Object> {
        private final int hash;
        private final boolean leaving;
        private Own next;

        /** Racy: it may count too few. */
        private int asked;

        Own(Object bufferOrArray, int hash, boolean leaving, ReferenceQueue<Object> collected) {
            super(bufferOrArray, collected);
            this.hash = hash;
            this.leaving = leaving;
        }

        boolean isOf(byte[] array) {
            Object present = get();
            return present == array || present instanceof ByteBuffer buffer && BufferAccess.array(buffer) == array;
        }
    }
}
