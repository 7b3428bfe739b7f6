package dev.tidemark.it.arrays.holder;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.arrays.outside.Outsider;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Map;

/** Gives arrays away and looks what becomes of their regions. Arguments: {@code each}, or one leak that hits all regions. */
public final class LeakProgram {
    private static final int SIZE = 1 << 19;

    private LeakProgram() {}

    /** Prints what it did; exit code 0 if every leak was told and no write lost. */
    public static void main(String[] arguments) throws Throwable {
        switch (arguments[0]) {
            case "each" -> each();
            case "refused" -> refused();
            default -> all(arguments[0]);
        }
    }

    private static void each() throws Throwable {
        int leaks = 0;
        for (String name : new Leaks(null).escapes().keySet()) {
            check(name, true);
            leaks++;
        }
        int others = 0;
        for (String name : new Leaks(null).noEscapes().keySet()) {
            check(name, false);
            others++;
        }
        System.out.println(leaks + " leaks, " + others + " others");
    }

    private static void check(String name, boolean escapes) throws Throwable {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        Region region = Tidemark.track(name, buffer, 64);
        Client client = Tidemark.client("it");
        region.harvest(client);
        Leaks leaks = new Leaks(buffer.array());
        leaks.ram()[70] = 1;
        expect(name, region, Coverage.COMPLETE);
        byte before = leaks.ram()[Outsider.AT];
        Map<String, Leaks.Leak> all = escapes ? leaks.escapes() : leaks.noEscapes();
        all.get(name).run();
        expect(name, region, escapes ? Coverage.ARRAY_ESCAPED : Coverage.COMPLETE);
        if (leaks.ram()[Outsider.AT] == before) {
            throw new AssertionError(name + " wrote nothing");
        }
        DirtyPages pages = region.harvest(client);
        if (!tells(pages, 70) || !tells(pages, Outsider.AT)) {
            throw new AssertionError(name + ": told " + pages.runs());
        }
        Outsider.store(leaks.ram());
        if (!tells(region.harvest(client), Outsider.AT)) {
            throw new AssertionError(name + ": a later write was lost");
        }
        region.close();
        Reference.reachabilityFence(buffer);
    }

    private static void refused() throws Throwable {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        Region region = Tidemark.track("refused", buffer, 64);
        Leaks leaks = new Leaks(buffer.array());
        for (String name : new String[] {"static method", "getter", "reflection", "unlisted method of the JDK"}) {
            try {
                leaks.escapes().get(name).run();
                throw new AssertionError(name + " was not refused");
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
            expect(name, region, Coverage.COMPLETE);
        }
        if (leaks.ram()[Outsider.AT] != 0) {
            throw new AssertionError("something was written");
        }
        Reference.reachabilityFence(buffer);
    }

    private static void all(String name) throws Throwable {
        ByteBuffer before = ByteBuffer.allocate(SIZE);
        Region present = Tidemark.track("present", before, 64);
        expect(name, present, Coverage.COMPLETE);
        Leaks.escapesOfAll().get(name).run();
        expect(name, present, Coverage.ARRAY_ESCAPED);
        ByteBuffer after = ByteBuffer.allocate(SIZE);
        expect(name, Tidemark.track("future", after, 64), Coverage.ARRAY_ESCAPED);
        System.out.println(present.coverageReason());
        Reference.reachabilityFence(before);
        Reference.reachabilityFence(after);
    }

    private static void expect(String name, Region region, Coverage coverage) {
        if (region.coverage() != coverage) {
            throw new AssertionError(name + ": " + region.coverageReason());
        }
    }

    private static boolean tells(DirtyPages pages, int at) {
        boolean[] found = new boolean[1];
        pages.forEachRun((offset, length) -> found[0] |= offset <= at && at < offset + length);
        return found[0];
    }
}
