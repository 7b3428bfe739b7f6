package dev.tidemark.track;

import dev.tidemark.Coverage;
import dev.tidemark.boot.Hooks;
import dev.tidemark.boot.Marks;
import dev.tidemark.boot.NativeHooks;
import java.lang.ref.Reference;
import java.util.List;

/**
 * Makes regions: checks that one may be, gives it its marks and pages, notes what is known of it, and adds it to the registry.
 *
 * <p>Not thread-safe: {@link #register} is called under the registry's lock.
 */
final class Registration {
    private static final int MIN_PAGE = 64;
    private static final int MAX_PAGE = 2 << 20;

    /** A byte of marks each, and at most 2 GiB of them. */
    private static final long MAX_PAGES = 1L << 31;

    /** Why an automatic region is not complete. */
    private static final String FOUND = "the array is older than the agent, so nobody knows who holds it";

    /** Why a region that somebody named is not complete. */
    private static final String UNKNOWN =
            "the array was not allocated by ByteBuffer.allocate under the agent with at least " + Hooks.WATCHED_LENGTH
                    + " bytes, or it was handed out before";

    /** Why a region that is no new memory may be in native hands. */
    private static final String NATIVE_BEFORE = "native code was called before the memory was tracked, and may know it";

    private final RegionOwner owner;
    private final Registry registry;
    private final Exposures exposures;
    private final OwnArrays ownArrays;
    private final MappedFiles files;
    private final AuditLedger ledger;

    /** @param owner of the regions that are made */
    Registration(
            RegionOwner owner,
            Registry registry,
            Exposures exposures,
            OwnArrays ownArrays,
            MappedFiles files,
            AuditLedger ledger) {
        this.owner = owner;
        this.registry = registry;
        this.exposures = exposures;
        this.ownArrays = ownArrays;
        this.files = files;
        this.ledger = ledger;
    }

    /** @throws IllegalArgumentException if it is no page size */
    static void checkPageSize(int pageSize) {
        if (pageSize < MIN_PAGE || pageSize > MAX_PAGE || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException(
                    "page size must be a power of two from " + MIN_PAGE + " to " + MAX_PAGE + " bytes: " + pageSize);
        }
    }

    /** All or nothing: what can fail for want of memory comes before anything that others see. */
    TrackedRegion register(String name, RegionMemory memory, int pageSize, boolean automatic) {
        TrackedRegion replaced = registry.checkOverlap(name, memory, automatic);
        TrackedRegion sameName = registry.named(name);
        if (sameName != null && sameName != replaced) {
            throw new IllegalArgumentException("a region named '" + name + "' exists already: " + sameName
                    + "; names are unique, close that one first or choose another");
        }
        Object anchor = memory.anchor();
        if (anchor == null) {
            throw new IllegalArgumentException("the memory of region '" + name + "' was collected already");
        }
        int pageShift = Integer.numberOfTrailingZeros(pageSize);
        boolean carryMarks = replaced != null && replaced.pageSize() == pageSize;
        PageHasher content = new PageHasher(memory, pageShift);
        PageTable table = carryMarks ? replaced.table() : newTable(memory, pageShift, content);
        TrackedRegion region = new TrackedRegion(owner, name, memory, pageShift, automatic, table);
        noteExposures(region, replaced, anchor);
        if (region.coverage() != Coverage.COMPLETE && exposures.policy() != EscapePolicy.FLAG && !carryMarks) {
            table.startHashing(); // nobody else knows the table: neither waits nor reads anything
        }
        registry.add(region, anchor, replaced);
        if (replaced != null) {
            table.readThrough(content, auditContent(memory, pageShift));
            registry.remove(replaced, "it was named '" + name + "'");
        }
        noteMeanwhile(region, replaced);
        Reference.reachabilityFence(anchor);
        return region;
    }

    private PageTable newTable(RegionMemory memory, int pageShift, PageContent content) {
        long pages = pageCount(memory, pageShift);
        Marks marks = memory.isHeap() ? Marks.inArray(pages) : Marks.inMemory(pages);
        PageTable table = new PageTable(pages, marks, Safepoint::pass, content);
        PageContent blocks = auditContent(memory, pageShift);
        table.audit(new AuditBook(ledger, blocks, table.pageCount(), pageShift, memory.byteSize()));
        return table;
    }

    private static PageContent auditContent(RegionMemory memory, int pageShift) {
        return new PageHasher(memory, BlockHashes.blockShift(pageShift));
    }

    /**
     * What is known of the region from its beginning on.
     *
     * @param anchor the array if it is a heap region
     * @throws IllegalArgumentException if the array may be in other hands and that is refused
     */
    private void noteExposures(TrackedRegion region, TrackedRegion replaced, Object anchor) {
        for (Exposure exposure : replaced == null ? new Exposure[0] : replaced.exposures()) {
            region.note(exposure);
        }
        exposures.noteStandingOfNew(region);
        if (!region.location().isHeap()) {
            noteAddressExposures(region, replaced);
            return;
        }
        byte[] array = (byte[]) anchor;
        if (ownArrays.isOwn(array)) {
            ownArrays.keep(array);
        } else {
            if (exposures.policy() == EscapePolicy.FAIL && !region.isAutomatic()) {
                throw new IllegalArgumentException("region '" + region.name()
                        + "' is refused, because plain stores into its array could go unseen and the agent runs with"
                        + " escape=fail: " + UNKNOWN + "; track another buffer, or start with escape=hash");
            }
            region.note(Exposure.now(Coverage.ARRAY_ESCAPED, region.isAutomatic() ? FOUND : UNKNOWN, null));
        }
    }

    private void noteAddressExposures(TrackedRegion region, TrackedRegion replaced) {
        String shared = region.location().sharing(files);
        if (shared != null) {
            exposures.noteIfAllowed(region, Exposure.now(Coverage.SHARED_MAPPING, shared, null));
        }
        if (mayBeInNativeHands(region, replaced)) {
            exposures.noteIfAllowed(region, Exposure.now(Coverage.NATIVE_EXPOSED, NATIVE_BEFORE, null));
        }
    }

    /** Again, now that hooks find the region: what happened before they did is in what is asked here. */
    private void noteMeanwhile(TrackedRegion region, TrackedRegion replaced) {
        if (region.location().isHeap()) {
            return;
        }
        boolean more = false;
        String shared = region.location().sharing(files);
        if (shared != null) {
            more = region.note(Exposure.now(Coverage.SHARED_MAPPING, shared, null));
        }
        if (mayBeInNativeHands(region, replaced)) {
            more |= region.note(Exposure.now(Coverage.NATIVE_EXPOSED, NATIVE_BEFORE, null));
        }
        if (more) {
            exposures.startHashing(List.of(region));
            registry.watchFiles();
        }
    }

    /** New memory is not, and a region that was renamed knows already. */
    private static boolean mayBeInNativeHands(TrackedRegion region, TrackedRegion replaced) {
        return NativeHooks.called && replaced == null && !region.isAutomatic();
    }

    private static long pageCount(RegionMemory memory, int pageShift) {
        long pages = (memory.byteSize() - 1 >>> pageShift) + 1;
        if (pages > MAX_PAGES) {
            throw new IllegalArgumentException("a region has at most " + MAX_PAGES + " pages, and " + memory.byteSize()
                    + " bytes in pages of " + (1 << pageShift) + " are " + pages + ": choose a larger page size");
        }
        return pages;
    }
}
