package dev.tidemark.boot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
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
 *   <li>with more, a table in a volatile field is searched;
 *   <li>a region takes effect at once, also in loops that already run.
 * </ul>
 *
 * Each change of target costs the compiled code that depended on it, and HotSpot stops compiling a method that lost its code
 * 400 times. Therefore regions that come and go quickly put a site on the table, where a change costs nothing; {@link #settle}
 * folds again once things are calm; and after {@value #MAX_RETARGETS} changes in all a site stays with the table.
 *
 * <p><b>Thread safety.</b> {@link #install} and {@link #settle} are called by one thread at a time; the caller locks. A hook that
 * runs beside them works with the old or the new state.
 */
public final class Barrier {
    /** How often a site may throw compiled code away. */
    static final int MAX_RETARGETS = 300;

    /** How many changes in quick succession a site follows before it goes to the table. */
    static final int BURST = 8;

    /** Without a change for so long, things are calm. */
    static final long CALM_NANOS = 10_000_000_000L;

    private static final MethodType BY_ADDRESS = MethodType.methodType(void.class, long.class, long.class);
    private static final MethodType BY_ARRAY = MethodType.methodType(void.class, Object.class, long.class, long.class);

    private static final Site ADDRESS_SITE = new Site("Address", BY_ADDRESS);
    private static final Site ARRAY_SITE = new Site("Array", BY_ARRAY);

    /*
     * The JIT takes the target of a call site in a static final field for a constant, and compiled code depends on it. The target
     * is compared before it is called, so that with no region there is no call to inline: even one that inlines to nothing counts
     * against C2's budget for a method, and in a method with many puts the puts themselves would no longer be inlined.
     */

    /** {@code (address, bytes)}. */
    private static final MutableCallSite ADDRESS = ADDRESS_SITE.site;

    private static final MethodHandle NO_ADDRESS = ADDRESS_SITE.none;

    /** {@code (array, offset, bytes)}. */
    private static final MutableCallSite ARRAY = ARRAY_SITE.site;

    private static final MethodHandle NO_ARRAY = ARRAY_SITE.none;

    private static volatile AddressTable addresses = AddressTable.of(new Span[0]);
    private static volatile ArrayTable arrays = ArrayTable.of(new Span[0]);

    private Barrier() {}

    /** Marks what was stored; a null base means that {@code offset} is an address. */
    @ForceInline
    static void stored(Object base, long offset, long bytes) throws Throwable {
        if (base == null) {
            MethodHandle target = ADDRESS.getTarget();
            if (target != NO_ADDRESS) {
                target.invokeExact(offset, bytes);
            }
        } else {
            MethodHandle target = ARRAY.getTarget();
            if (target != NO_ARRAY) {
                target.invokeExact(base, offset, bytes);
            }
        }
    }

    /**
     * Replaces the regions. If it throws, for want of memory, the old ones are in force.
     *
     * @param byAddress regions named by address, which do not overlap
     * @param byArray regions of heap arrays
     */
    public static void install(Span[] byAddress, Span[] byArray) {
        AddressTable newAddresses = AddressTable.of(byAddress);
        ArrayTable newArrays = ArrayTable.of(byArray);
        MethodHandle addressTarget = ADDRESS_SITE.choose(byAddress);
        MethodHandle arrayTarget = ARRAY_SITE.choose(byArray);
        addresses = newAddresses;
        arrays = newArrays;
        ADDRESS_SITE.retarget(addressTarget, byAddress);
        ARRAY_SITE.retarget(arrayTarget, byArray);
    }

    /** Folds the regions into compiled code again if they have not changed for a while. Call it about once a second. */
    public static void settle() {
        settle(System.nanoTime());
    }

    static void settle(long now) {
        ADDRESS_SITE.settle(addresses.spans(), now);
        ARRAY_SITE.settle(arrays.spans(), now);
    }

    static void noAddress(long address, long bytes) {}

    @ForceInline
    static void oneAddress(Span span, long address, long bytes) {
        span.stored(address, bytes);
    }

    static void manyAddresses(long address, long bytes) {
        addresses.stored(address, bytes);
    }

    static void noArray(Object base, long offset, long bytes) {}

    @ForceInline
    static void oneArray(Span span, Object base, long offset, long bytes) {
        if (span.isOf(base)) {
            span.stored(offset, bytes);
        }
    }

    static void manyArrays(Object base, long offset, long bytes) {
        arrays.stored(base, offset, bytes);
    }

    /** A call site with its three targets. */
    private static final class Site {
        private final MutableCallSite site;
        private final MethodHandle none;
        private final MethodHandle one;
        private final MethodHandle many;
        private Span folded;
        private int retargets;
        private int burst;
        private long lastChange = System.nanoTime() - CALM_NANOS;

        Site(String kind, MethodType type) {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                String plural = kind.equals("Array") ? "Arrays" : "Addresses";
                none = lookup.findStatic(Barrier.class, "no".concat(kind), type);
                one = lookup.findStatic(Barrier.class, "one".concat(kind), type.insertParameterTypes(0, Span.class));
                many = lookup.findStatic(Barrier.class, "many".concat(plural), type);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
            site = new MutableCallSite(none);
        }

        /** The target for these regions, which {@link #retarget} takes; may run out of memory. */
        MethodHandle choose(Span[] spans) {
            long now = System.nanoTime();
            burst = now - lastChange > CALM_NANOS ? 0 : burst + 1;
            lastChange = now;
            MethodHandle current = site.getTarget();
            boolean same = spans.length == 0 ? current == none : spans.length == 1 && spans[0] == folded;
            if (current == many || same) {
                return current;
            }
            return burst > BURST || retargets >= MAX_RETARGETS ? many : ideal(spans);
        }

        void settle(Span[] spans, long now) {
            if (site.getTarget() == many
                    && spans.length < 2
                    && retargets < MAX_RETARGETS
                    && now - lastChange > CALM_NANOS) {
                retarget(ideal(spans), spans);
            }
        }

        void retarget(MethodHandle target, Span[] spans) {
            if (target != site.getTarget()) {
                retargets++;
                site.setTarget(target);
                folded = target == none || target == many ? null : spans[0];
            }
        }

        private MethodHandle ideal(Span[] spans) {
            return spans.length == 0 ? none : spans.length == 1 ? one.bindTo(spans[0]) : many;
        }
    }
}
