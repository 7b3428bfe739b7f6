package dev.tidemark.boot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.nio.ByteBuffer;
import jdk.internal.vm.annotation.ForceInline;

/**
 * The write barrier: from a store to the marks of the region it hit.
 *
 * <p>Memory named by address and heap arrays have a call site each. The JIT folds a call site's target into compiled code
 * and throws that code away when the target changes, so
 *
 * <ul>
 *   <li>with no region, the barrier is no code at all;
 *   <li>with one region, its bounds and marks are constants;
 *   <li>with more, a table of them is one, see {@link AddressSlots} and {@link ArraySlots};
 *   <li>a region takes effect at once, also in loops that already run.
 * </ul>
 *
 * Each change of target costs the compiled code that depended on it, and HotSpot stops compiling a method that lost its code
 * 400 times. Therefore regions that come and go quickly put a site on a table in a volatile field, where a change costs nothing;
 * {@link #settle} folds again once things are calm, which takes the longer the more changes there were; and after {@value
 * #MAX_RETARGETS} changes in all a site stays with that table.
 *
 * <p><b>Through a buffer.</b> Where a buffer lies is the same for a whole loop of puts. So the puts of direct buffers tell it, and whether it
 * lies in a region, or elsewhere, is asked in front of the loop: C2 takes a branch out whose condition the loop does not change. Of a
 * buffer that lies in a region, its puts do too, for the JDK checked their bounds.
 *
 * <p><b>The favourite.</b> Where there are many regions, and {@link #settle} sees that only one of them was written since the last call,
 * that one is asked first from then on, with its bounds and marks as constants, like an only region. What is written to a favourite
 * is not seen, for that would cost every store. So another region that is the only one seen takes its place on trial: if the former
 * is seen next, it comes back and stays. There are {@value #MAX_FAVOURITES} changes at most, for each costs compiled code.
 *
 * <p><b>Seeking.</b> In a program that ran before the agent came, heap buffers may exist that no hook saw. {@link #seek} makes the
 * array site report every array of some length that is written and not known. With no region, the price is a compare of the
 * array's length, which the JIT takes out of loops.
 *
 * <p><b>Thread safety.</b> {@link #install}, {@link #seek} and {@link #settle} are called by one thread at a time; the caller locks. A hook that
 * runs beside them works with the old or the new state.
 */
public final class Barrier {
    /** How often a site may throw compiled code away. */
    static final int MAX_RETARGETS = 300;

    /** How many changes in quick succession a site follows before it goes to the table. */
    static final int BURST = 8;

    /** Changes that follow each other within this time are a burst. */
    static final long CALM_NANOS = 10_000_000_000L;

    /** Without a change for so long times one more than the changes so far, and for {@link #CALM_NANOS} at most, things are calm. */
    private static final long CALM_STEP_NANOS = 250_000_000L;

    /** How often a site may change its favourite. */
    static final int MAX_FAVOURITES = 8;

    /** A length that no array has. */
    public static final int NONE_SOUGHT = Integer.MAX_VALUE;

    static final MethodType BY_ADDRESS =
            MethodType.methodType(void.class, long.class, long.class, long.class, long.class);
    static final MethodType BY_ARRAY = MethodType.methodType(void.class, Object.class, long.class, long.class);

    private static final Site ADDRESS_SITE = new Site("Address", BY_ADDRESS);
    private static final Site ARRAY_SITE = new Site("Array", BY_ARRAY);

    /*
     * The JIT takes the target of a call site in a static final field for a constant, and compiled code depends on it. The target
     * is compared before it is called, so that with no region there is no call to inline: even one that inlines to nothing counts
     * against C2's budget for a method, and in a method with many puts the puts themselves would no longer be inlined.
     */

    /** {@code (from, room, address, bytes)}, see {@link Span#storedThrough}. */
    private static final MutableCallSite ADDRESS = ADDRESS_SITE.site;

    private static final MethodHandle NO_ADDRESS = ADDRESS_SITE.none;

    /** {@code (array, offset, bytes)}. */
    private static final MutableCallSite ARRAY = ARRAY_SITE.site;

    private static final MethodHandle NO_ARRAY = ARRAY_SITE.none;

    private static volatile AddressTable addresses = AddressTable.of(new Span[0]);
    private static volatile ArrayTable arrays = ArrayTable.of(new Span[0], new Span[0], NONE_SOUGHT);

    // Written by one thread at a time, and read by that one only.
    private static int sought = NONE_SOUGHT;
    private static Span[] passed = new Span[0];

    private Barrier() {}

    /** Marks what was stored; a null base means that {@code offset} is an address. */
    @ForceInline
    static void stored(Object base, long offset, long bytes) throws Throwable {
        if (base == null) {
            MethodHandle target = ADDRESS.getTarget();
            if (target != NO_ADDRESS) {
                target.invokeExact(0L, Span.NO_BUFFER, offset, bytes);
            }
        } else {
            MethodHandle target = ARRAY.getTarget();
            if (target != NO_ARRAY) {
                target.invokeExact(base, offset, bytes);
            }
        }
    }

    /**
     * Marks what was stored at an address within a direct buffer.
     *
     * @param bytes at most {@link Marks#SMALLEST_PAGE}
     */
    @ForceInline
    static void storedThrough(ByteBuffer buffer, long address, long bytes) throws Throwable {
        MethodHandle target = ADDRESS.getTarget();
        if (target != NO_ADDRESS) { // before the buffer's fields are read: C2 counts what it parses
            long room = BufferAccess.capacity(buffer);
            target.invokeExact(BufferAccess.address(buffer), room, address, bytes);
        }
    }

    /** Whether there is any region named by address. A constant for the JIT. */
    @ForceInline
    static boolean anyAddress() {
        return ADDRESS.getTarget() != NO_ADDRESS;
    }

    /**
     * Replaces the regions. If it throws, for want of memory, the old ones are in force.
     *
     * @param byAddress regions named by address, which do not overlap
     * @param byArray regions of heap arrays
     */
    public static void install(Span[] byAddress, Span[] byArray) {
        AddressTable newAddresses = AddressTable.of(byAddress);
        ArrayTable newArrays = ArrayTable.of(byArray, passed, sought);
        MethodHandle addressTarget = ADDRESS_SITE.choose(newAddresses.spans(), newAddresses, NONE_SOUGHT);
        MethodHandle arrayTarget = ARRAY_SITE.choose(newArrays.spans(), newArrays, sought);
        addresses = newAddresses;
        arrays = newArrays;
        ADDRESS_SITE.retarget(addressTarget, newAddresses.spans(), NONE_SOUGHT);
        ARRAY_SITE.retarget(arrayTarget, newArrays.spans(), sought);
    }

    /**
     * Sets which unknown arrays are reported when they are written, see {@link MemoryListener#found}.
     *
     * @param length the shortest of them; {@link #NONE_SOUGHT} for none
     * @param except arrays that are not to be reported, as {@link Span#passing}
     */
    public static void seek(int length, Span[] except) {
        ArrayTable newArrays = ArrayTable.of(arrays.spans(), except, length);
        MethodHandle target = ARRAY_SITE.choose(newArrays.spans(), newArrays, length);
        sought = length;
        passed = except;
        arrays = newArrays;
        ARRAY_SITE.retarget(target, newArrays.spans(), length);
    }

    /** Folds the regions into compiled code again if they have not changed for a while. Call it about once a second. */
    public static void settle() {
        settle(System.nanoTime());
        NativeMarks.free();
    }

    static void settle(long now) {
        ADDRESS_SITE.settle(addresses.spans(), addresses, NONE_SOUGHT, now);
        ARRAY_SITE.settle(arrays.spans(), arrays, sought, now);
    }

    static void noAddress(long from, long room, long address, long bytes) {}

    @ForceInline
    static void oneAddress(Span span, long from, long room, long address, long bytes) {
        span.storedThrough(from, room, address, bytes);
    }

    @ForceInline
    static void someAddresses(AddressSlots slots, long from, long room, long address, long bytes) {
        slots.stored(from, room, address, bytes);
    }

    static void manyAddresses(long from, long room, long address, long bytes) {
        addresses.stored(address, bytes);
    }

    static void noArray(Object base, long offset, long bytes) {}

    @ForceInline
    static void oneArray(Span span, Object base, long offset, long bytes) {
        if (span.isOf(base)) {
            span.stored(offset, bytes);
        }
    }

    @ForceInline
    static void someArrays(ArraySlots slots, Object base, long offset, long bytes) {
        slots.stored(base, offset, bytes);
    }

    static void manyArrays(Object base, long offset, long bytes) {
        if (arrays.stored(base, offset, bytes)) {
            Hooks.found((byte[]) base);
            arrays.stored(base, offset, bytes); // this write is the first one of the new region
        }
    }

    /** None or one region, and every array of some length is of interest. */
    @ForceInline
    static void soughtArray(Sought sought, Object base, long offset, long bytes) {
        if (sought.region != null && sought.region.isOf(base)) {
            sought.region.stored(offset, bytes);
        } else if (base instanceof byte[] array && array.length >= sought.length) {
            manyArrays(base, offset, bytes);
        }
    }

    /**
     * What {@link #soughtArray} knows. A record, for the reason that {@link Span} is one.
     *
     * @param length of the shortest array of interest
     * @param region the one region, or null
     */
    private record Sought(int length, Span region) {}

    /** A call site with its targets. */
    static final class Site {
        private final boolean isArray;
        final MutableCallSite site;
        private final MethodHandle none;
        private final MethodHandle one;
        private final MethodHandle some;
        private final MethodHandle many;

        /** Null where nothing is sought. */
        private final MethodHandle seeking;

        /** What is folded into the target, or would be if it could: the regions, and the length that is sought. */
        private Span[] folded = {};

        private int foldedLength = NONE_SOUGHT;
        private Span favourite;

        /** The favourite before this one. */
        private Span former;

        /** The favourite was replaced on trial, and is back. */
        private boolean favouriteStays;

        private int favourites;
        private int retargets;
        private int burst;
        private long lastChange = System.nanoTime() - CALM_NANOS;

        Site(String kind, MethodType type) {
            isArray = kind.equals("Array");
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                String plural = isArray ? "Arrays" : "Addresses";
                MethodType toSome = type.insertParameterTypes(0, isArray ? ArraySlots.class : AddressSlots.class);
                none = lookup.findStatic(Barrier.class, "no".concat(kind), type);
                one = lookup.findStatic(Barrier.class, "one".concat(kind), type.insertParameterTypes(0, Span.class));
                some = lookup.findStatic(Barrier.class, "some".concat(plural), toSome);
                many = lookup.findStatic(Barrier.class, "many".concat(plural), type);
                MethodType toSeek = type.insertParameterTypes(0, Sought.class);
                seeking = isArray ? lookup.findStatic(Barrier.class, "soughtArray", toSeek) : null;
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
            site = new MutableCallSite(none);
        }

        /** The target for these regions, which {@link #retarget} takes; may run out of memory. */
        MethodHandle choose(Span[] spans, Record table, int length) {
            long now = System.nanoTime();
            MethodHandle current = site.getTarget();
            forget(spans);
            if (current != many && isFolded(spans, length)) {
                return current;
            }
            burst = now - lastChange > CALM_NANOS ? 0 : burst + 1;
            lastChange = now;
            boolean volatilely = current == many || burst > BURST || retargets >= MAX_RETARGETS;
            return volatilely ? many : ideal(spans, table, length);
        }

        /** Follows the regions again that the table in the volatile field has. */
        void settle(Span[] spans, Record table, int length, long now) {
            Span touched = onlyTouched(spans);
            if (touched != null
                    && touched != favourite
                    && !favouriteStays
                    && length == NONE_SOUGHT
                    && site.getTarget() != many
                    && isFolded(spans, length)
                    && favourites < MAX_FAVOURITES
                    && retargets < MAX_RETARGETS) {
                favourites++;
                favouriteStays = touched == former;
                former = favourite;
                favourite = touched;
                retarget(ideal(spans, table, length), spans, length);
            }
            if (site.getTarget() == many
                    && !isFolded(spans, length)
                    && retargets < MAX_RETARGETS
                    && now - lastChange > Math.min(CALM_NANOS, (1L + retargets) * CALM_STEP_NANOS)) {
                retarget(ideal(spans, table, length), spans, length);
                folded = spans; // also where that is not possible: once is enough
                foldedLength = length;
            }
        }

        /** The only region that was written by way of a table since the last call; null if there is none or there are several. */
        private static Span onlyTouched(Span[] spans) {
            Span only = null;
            boolean several = false;
            for (Span span : spans) {
                if (span.marks().takeTouched()) {
                    several |= only != null;
                    only = span;
                }
            }
            return several ? null : only;
        }

        void retarget(MethodHandle target, Span[] spans, int length) {
            if (target != site.getTarget()) {
                retargets++;
                site.setTarget(target);
                folded = target == many ? null : spans;
                foldedLength = length;
            }
        }

        private boolean isFolded(Span[] spans, int length) {
            if (folded == null || length != foldedLength || folded.length != spans.length) {
                return false;
            }
            for (int i = 0; i < spans.length; i++) {
                if (folded[i] != spans[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Forgets favourites that are no longer regions. */
        private void forget(Span[] spans) {
            boolean hasFavourite = false;
            boolean hasFormer = false;
            for (Span span : spans) {
                hasFavourite |= span == favourite;
                hasFormer |= span == former;
            }
            favourite = hasFavourite ? favourite : null;
            favouriteStays &= hasFavourite;
            former = hasFormer ? former : null;
        }

        private MethodHandle ideal(Span[] spans, Record table, int length) {
            if (length != NONE_SOUGHT) {
                return spans.length > 1
                        ? many
                        : seeking.bindTo(new Sought(length, spans.length == 0 ? null : spans[0]));
            }
            if (spans.length == 0) {
                return none;
            }
            if (spans.length == 1) {
                return one.bindTo(spans[0]);
            }
            Object slots = isArray
                    ? ArraySlots.of((ArrayTable) table, favourite)
                    : AddressSlots.of((AddressTable) table, favourite);
            return slots == null ? many : some.bindTo(slots);
        }
    }
}
