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
 * 400 times. Therefore a site changes its target {@value #MAX_RETARGETS} times at most and then stays with the table, where
 * a change costs nothing.
 *
 * <p><b>Thread safety.</b> {@link #install} is called by one thread at a time; the caller locks. A hook that runs beside it
 * works with the old or the new state.
 */
public final class Barrier {
    /** How often a site may throw compiled code away. */
    static final int MAX_RETARGETS = 100;

    private static final MethodType BY_ADDRESS = MethodType.methodType(void.class, long.class, long.class);
    private static final MethodType BY_ARRAY = MethodType.methodType(void.class, Object.class, long.class, long.class);

    private static final Site ADDRESS_SITE = new Site("Address", BY_ADDRESS);
    private static final Site ARRAY_SITE = new Site("Array", BY_ARRAY);

    /** {@code (address, bytes)}. Static final: only then does the JIT see through it. */
    private static final MethodHandle ADDRESS = ADDRESS_SITE.invoker();

    /** {@code (array, offset, bytes)}. */
    private static final MethodHandle ARRAY = ARRAY_SITE.invoker();

    private static volatile AddressTable addresses = AddressTable.of(new Span[0]);
    private static volatile ArrayTable arrays = ArrayTable.of(new Span[0]);

    private Barrier() {}

    /** Marks what was stored; a null base means that {@code offset} is an address. */
    @ForceInline
    static void stored(Object base, long offset, long bytes) throws Throwable {
        if (base == null) {
            ADDRESS.invokeExact(offset, bytes);
        } else {
            ARRAY.invokeExact(base, offset, bytes);
        }
    }

    /**
     * Replaces the regions.
     *
     * @param byAddress regions named by address, which do not overlap
     * @param byArray regions of heap arrays
     */
    public static void install(Span[] byAddress, Span[] byArray) {
        addresses = AddressTable.of(byAddress);
        ADDRESS_SITE.choose(byAddress);
        arrays = ArrayTable.of(byArray);
        ARRAY_SITE.choose(byArray);
    }

    static void noAddress(long address, long bytes) {}

    static void oneAddress(Span span, long address, long bytes) {
        span.stored(address, bytes);
    }

    static void manyAddresses(long address, long bytes) {
        addresses.stored(address, bytes);
    }

    static void noArray(Object base, long offset, long bytes) {}

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

        MethodHandle invoker() {
            return site.dynamicInvoker();
        }

        void choose(Span[] spans) {
            if (retargets >= MAX_RETARGETS) {
                return;
            }
            MethodHandle current = site.getTarget();
            if (spans.length == 0) {
                retarget(current, none);
                folded = null;
            } else if (spans.length > 1) {
                retarget(current, many);
                folded = null;
            } else if (folded != spans[0]) {
                retarget(current, one.bindTo(spans[0]));
                folded = spans[0];
            }
        }

        private void retarget(MethodHandle current, MethodHandle target) {
            if (current == target) {
                return;
            }
            site.setTarget(++retargets == MAX_RETARGETS ? many : target);
        }
    }
}
