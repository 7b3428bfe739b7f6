package dev.tidemark.boot;

import jdk.internal.misc.Unsafe;
import jdk.internal.vm.annotation.ForceInline;

/**
 * Tells an array by the identity hash code in its header. The JIT can read that without a barrier, unlike {@code
 * Reference.refersTo}, in front of which it forgets all it knows of memory.
 *
 * <p>An unlocked object that has a hash code carries it in its first word for ever. So any look at that word while it is
 * unlocked gives the same answer. A word that is not as it is in an unlocked object (the array is somebody's monitor, or the
 * collector is at work) gives none, and the caller asks the slow way. Two arrays may have the same hash code: then one is taken
 * for the other, which marks too much.
 *
 * <p>Only the lower half of the word is looked at: 24 bits of the hash code, or 21 with compact headers. The JIT writes numbers of
 * that length into its instructions, longer ones take an instruction each.
 *
 * <p>Where the hash code lies differs between JVMs and their flags. It is looked up in probes when this class is initialised;
 * where that fails, no word gives an answer.
 */
final class Headers {
    private static final Unsafe U = Unsafe.getUnsafe();

    /** The bits of the first word that hold the state of locking, and what they are in an unlocked object. */
    private static final int STATE = 7;

    private static final int UNLOCKED = 1;

    private static final int HASH_BITS = 31;

    /** So many bits of the lower half may be no hash code's. */
    private static final int MOST_SHIFT = 12;

    /** Where the hash code begins; negative if that was not found. */
    private static final int SHIFT = calibrate();

    /** What no word is. */
    private static final int NONE = -1;

    private static final int MASK = SHIFT < 0 ? 0 : -1 << SHIFT | STATE;

    private Headers() {}

    /** What {@link #of} gives for an array, now or later when it is unlocked; for null, what it never gives. Gives it a hash code. */
    static int expected(Object array) {
        return array == null || SHIFT < 0 ? NONE : System.identityHashCode(array) << SHIFT | UNLOCKED;
    }

    /** The bits that identify an array; to be compared with {@link #expected}, and then with {@link #tells}. */
    @ForceInline
    static int of(byte[] array) {
        return U.getInt(array, 0L) & MASK;
    }

    /** The lower bits of the hash code in such bits. */
    @ForceInline
    static int hash(int bits) {
        return bits >>> SHIFT;
    }

    /** Whether headers tell anything in this JVM. */
    static boolean known() {
        return SHIFT >= 0;
    }

    /** Whether bits that are not the expected ones are those of another array. If not, nothing is known. */
    @ForceInline
    static boolean tells(int bits) {
        return (bits & STATE) == UNLOCKED;
    }

    private static int calibrate() {
        if (!Jit.KNOWN || U.addressSize() != 8 || U.isBigEndian()) {
            return -1;
        }
        for (int shift = 4; shift <= MOST_SHIFT; shift++) {
            if (isAt(shift)) {
                return shift;
            }
        }
        return -1;
    }

    private static boolean isAt(int shift) {
        for (int i = 0; i < 4; i++) {
            byte[] probe = new byte[8];
            int hash = System.identityHashCode(probe);
            long word = U.getLong(probe, 0L);
            if (!tells((int) word) || (word >>> shift & (1L << HASH_BITS) - 1) != hash || isTakenForUnlocked(probe)) {
                return false;
            }
        }
        byte[] inflated = new byte[8];
        synchronized (inflated) {
            System.identityHashCode(inflated); // moves to a monitor where it has no place in the word
            return !tells(U.getInt(inflated, 0L));
        }
    }

    private static boolean isTakenForUnlocked(byte[] probe) {
        synchronized (probe) {
            return tells(U.getInt(probe, 0L));
        }
    }
}
