package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Run;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API promises beside the marks: names, arguments, refusals, and that a refused call changes nothing. */
class ContractIT {
    private static final int PAGE = 4096;

    /** Automatic regions start here; the agent's default. */
    private static final int AUTOMATIC = 16 << 20;

    private final Client client = Tidemark.client("contract");
    private final List<Region> mine = new ArrayList<>();

    /** Tracking does not keep them alive. */
    private final List<ByteBuffer> buffers = new ArrayList<>();

    @AfterEach
    void closeRegions() {
        mine.forEach(Region::close);
        buffers.clear();
    }

    @Test
    void theAgentRuns() {
        assertTrue(Tidemark.isActive());
        List<String> names = Tidemark.clients().stream().map(Client::name).toList();
        assertTrue(names.containsAll(List.of("vga", "code", "migration")), names::toString);
    }

    @Test
    void aRegionSaysWhatItIs() {
        Region region = track("plain", ByteBuffer.allocateDirect(10_000), 4096);
        assertEquals("plain", region.name());
        assertEquals(RegionKind.DIRECT, region.kind());
        assertEquals(10_000, region.byteSize());
        assertEquals(4096, region.pageSize());
        assertEquals(3, region.pageCount());
        assertEquals(Coverage.COMPLETE, region.coverage());
        assertTrue(region.isOpen());
        assertSame(region, Tidemark.region("plain"));
        assertTrue(Tidemark.regions().contains(region));
        assertEquals(RegionKind.HEAP, track("h", ByteBuffer.allocate(10), 64).kind());
    }

    @Test
    void everyClientFindsANewRegionDirtyThroughoutAndANewClientFindsAllRegionsSo() {
        Region region = track("new", ByteBuffer.allocate(10_000), PAGE);
        for (Client each : Tidemark.clients()) {
            assertEquals(3, region.dirtyPageCount(each));
            assertTrue(region.isDirty(each, 9_999, 1));
            assertEquals(List.of(new Run(0, 10_000)), region.dirtyPages(each).runs());
            region.harvest(each);
        }
        Client late = Tidemark.client("late");
        try {
            DirtyPages base = region.harvest(late);
            assertEquals(3, base.pageCount());
            assertEquals(10_000, base.byteCount());
            assertEquals(0, region.dirtyPageCount(late));
        } finally {
            Clients64.remove("late");
        }
    }

    @Test
    void overlapIsRefusedWithBothNames() {
        ByteBuffer heap = ByteBuffer.allocate(8192);
        ByteBuffer direct = ByteBuffer.allocateDirect(8192);
        for (ByteBuffer buffer : List.of(heap, direct)) {
            track("first" + buffer.isDirect(), buffer.slice(1000, 1000), 64);
            for (int[] range : new int[][] {{1000, 1000}, {0, 1001}, {1999, 1}, {1500, 10}, {0, 8192}}) {
                refused(
                        IllegalArgumentException.class,
                        () -> Tidemark.track("second", buffer.slice(range[0], range[1]), 64),
                        "'second'",
                        "'first" + buffer.isDirect() + "'");
            }
            track("before" + buffer.isDirect(), buffer.slice(0, 1000), 64);
            track("after" + buffer.isDirect(), buffer.slice(2000, 6192), 64);
        }
        refused(
                IllegalArgumentException.class,
                () -> Tidemark.trackMemory("native", RawMemory.address(direct) + 1999, 5, 64, this),
                "'native'",
                "'firsttrue'");
    }

    @Test
    void aNameIsUnique() {
        track("twice", ByteBuffer.allocate(100), 64);
        refused(IllegalArgumentException.class, () -> Tidemark.track("twice", ByteBuffer.allocate(100)), "'twice'");
        Tidemark.region("twice").close();
        track("twice", ByteBuffer.allocate(100), 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "\t", "\u0000"})
    void namesHaveRules(String name) {
        refused(IllegalArgumentException.class, () -> Tidemark.track(name, ByteBuffer.allocate(100)), "name");
        refused(IllegalArgumentException.class, () -> Tidemark.client(name), "name");
    }

    @Test
    void namesHaveALength() {
        track("x".repeat(200), ByteBuffer.allocate(100), 64);
        refused(IllegalArgumentException.class, () -> Tidemark.track("x".repeat(201), ByteBuffer.allocate(9)), "200");
        refused(IllegalArgumentException.class, () -> Tidemark.client("x".repeat(101)), "100");
        refused(NullPointerException.class, () -> Tidemark.track(null, ByteBuffer.allocate(100)), "name");
        refused(NullPointerException.class, () -> Tidemark.track("n", null), "buffer");
        refused(NullPointerException.class, () -> Tidemark.client(null), "name");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1, 32, 63, 65, 96, 4095, 4 << 20, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void pageSizesAreARangeOfPowersOfTwo(int pageSize) {
        refused(
                IllegalArgumentException.class,
                () -> Tidemark.track("bad-page", ByteBuffer.allocate(100), pageSize),
                Integer.toString(pageSize));
        refused(
                IllegalArgumentException.class,
                () -> Tidemark.trackMemory("bad-page", 4096, 4096, pageSize, this),
                Integer.toString(pageSize));
    }

    @Test
    void buffersThatCannotBeTrackedAreRefused() {
        refused(
                IllegalArgumentException.class,
                () -> Tidemark.track("ro", ByteBuffer.allocate(100).asReadOnlyBuffer()),
                "read-only");
        refused(
                IllegalArgumentException.class,
                () -> Tidemark.track("ro", ByteBuffer.allocateDirect(100).asReadOnlyBuffer()),
                "read-only");
        refused(IllegalArgumentException.class, () -> Tidemark.track("empty", ByteBuffer.allocate(0)), "empty");
        refused(IllegalArgumentException.class, () -> Tidemark.track("empty", ByteBuffer.allocateDirect(0)), "empty");
        refused(IllegalArgumentException.class, () -> Tidemark.trackMemory("n", 0, 10, 64, this), "address");
        refused(IllegalArgumentException.class, () -> Tidemark.trackMemory("n", 4096, 0, 64, this), "byteSize");
        refused(IllegalArgumentException.class, () -> Tidemark.trackMemory("n", 4096, -1, 64, this), "byteSize");
        refused(
                IllegalArgumentException.class,
                () -> Tidemark.trackMemory("n", Long.MAX_VALUE, 2, 64, this),
                "byteSize");
        refused(NullPointerException.class, () -> Tidemark.trackMemory("n", 4096, 10, 64, null), "keepAlive");
    }

    @Test
    void rangesOutsideAreRefused() {
        Region region = track("ranges", ByteBuffer.allocate(10_000), PAGE);
        region.harvest(client);
        for (long[] range : new long[][] {
            {-1, 1},
            {0, -1},
            {0, 10_001},
            {10_000, 1},
            {10_001, 0},
            {Long.MAX_VALUE, 1},
            {1, Long.MAX_VALUE},
            {Long.MIN_VALUE, 0}
        }) {
            for (Executable call : List.<Executable>of(
                    () -> region.isDirty(client, range[0], range[1]),
                    () -> region.harvest(client, range[0], range[1]),
                    () -> region.markDirty(range[0], range[1]),
                    () -> region.clear(client, range[0], range[1]))) {
                refused(IndexOutOfBoundsException.class, call, "'ranges'", "10000");
            }
        }
        assertEquals(0, region.dirtyPageCount(client));
        region.markDirty(10_000, 0);
        region.clear(client, 10_000, 0);
        assertFalse(region.isDirty(client, 10_000, 0));
        assertEquals(0, region.dirtyPageCount(client));
    }

    @Test
    void harvestTakesAlignedBoundsOrTheEnd() {
        Region region = track("bounds", ByteBuffer.allocate(10_000), PAGE);
        for (long[] range : new long[][] {{1, 4095}, {0, 4095}, {4096, 1}, {8192, 1807}, {9_999, 1}, {10_000, 0}}) {
            refused(
                    IllegalArgumentException.class,
                    () -> region.harvest(client, range[0], range[1]),
                    "'bounds'",
                    "4096",
                    "10000");
        }
        assertEquals(3, region.dirtyPageCount(client));
        assertEquals(
                List.of(new Run(8192, 1808)), region.harvest(client, 8192, 1808).runs());
        assertEquals(0, region.harvest(client, 4096, 0).pageCount());
        assertEquals(List.of(new Run(0, 4096)), region.harvest(client, 0, 4096).runs());
        assertEquals(List.of(new Run(4096, 4096)), region.dirtyPages(client).runs());
    }

    @Test
    void aLookRoundsOutwardsAndAClearInwards() {
        Region region = track("rounding", ByteBuffer.allocate(10_000), PAGE);
        region.clear(client, 1, 9_998);
        assertEquals(
                List.of(new Run(0, 4096), new Run(8192, 1808)),
                region.dirtyPages(client).runs());
        region.clear(client, 4097, 5903);
        assertEquals(List.of(new Run(0, 4096)), region.dirtyPages(client).runs());
        assertTrue(region.isDirty(client, 4095, 100));
        assertFalse(region.isDirty(client, 4096, 5904));
        region.clear(client, 0, 4095);
        assertTrue(region.isDirty(client, 0, 1));
        region.markDirty(8191, 2);
        assertEquals(List.of(new Run(0, 10_000)), region.dirtyPages(client).runs());
    }

    @Test
    void unknownRegionsAreAnsweredWithTheKnownOnes() {
        track("known-one", ByteBuffer.allocate(100), 64);
        refused(IllegalArgumentException.class, () -> Tidemark.region("unknown"), "'unknown'", "known-one");
        refused(IllegalArgumentException.class, () -> Tidemark.region(null));
    }

    @Test
    void aClosedRegionRefusesAllButItsAttributes() {
        ByteBuffer buffer = ByteBuffer.allocate(10_000);
        Region region = track("closed", buffer, PAGE);
        DirtyPages look = region.dirtyPages(client);
        DirtyPages harvest = region.harvest(client);
        region.close();
        region.close();
        assertFalse(region.isOpen());
        assertEquals("closed", region.name());
        assertEquals(10_000, region.byteSize());
        assertEquals(3, region.pageCount());
        assertEquals(RegionKind.HEAP, region.kind());
        for (Executable call : List.<Executable>of(
                () -> region.isDirty(client, 0, 1),
                () -> region.dirtyPageCount(client),
                () -> region.dirtyPages(client),
                () -> region.harvest(client),
                () -> region.harvest(client, 0, 0),
                () -> region.markDirty(0, 1),
                () -> region.clear(client, 0, 1),
                () -> region.mergeDirtyLog(0, new long[1]),
                region::memory)) {
            refused(IllegalStateException.class, call, "'closed'", "it was closed");
        }
        refused(IllegalArgumentException.class, () -> Tidemark.region("closed"));
        assertFalse(Tidemark.regions().contains(region));
        assertEquals(List.of(new Run(0, 10_000)), look.runs());
        harvest.giveBack();
        Region again = track("again", buffer, PAGE);
        assertEquals(3, again.harvest(client).pageCount());
    }

    @Test
    void giveBackReturnsWhatWasTakenOnce() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 100);
        Region region = track("give", buffer, 64);
        region.harvest(client);
        buffer.put(0, (byte) 1).put(6399, (byte) 1);
        DirtyPages harvest = region.harvest(client);
        assertEquals(0, region.dirtyPageCount(client));
        buffer.put(640, (byte) 1);
        harvest.giveBack();
        assertEquals(
                List.of(new Run(0, 64), new Run(640, 64), new Run(6336, 64)),
                region.dirtyPages(client).runs());
        region.harvest(client);
        harvest.giveBack();
        assertEquals(0, region.dirtyPageCount(client));
        DirtyPages look = region.dirtyPages(client);
        refused(IllegalStateException.class, look::giveBack, "'give'");
        refused(IllegalStateException.class, () -> harvest.or(look).giveBack(), "'give'");
    }

    @Test
    void setsOfPagesCombine() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 4);
        Region region = track("sets", buffer, 64);
        region.harvest(client);
        buffer.put(0, (byte) 1).put(64, (byte) 1);
        DirtyPages a = region.harvest(client);
        buffer.put(64, (byte) 1).put(200, (byte) 1);
        DirtyPages b = region.harvest(client);
        assertEquals(List.of(new Run(0, 128), new Run(192, 64)), a.or(b).runs());
        assertEquals(List.of(new Run(64, 64)), a.and(b).runs());
        assertEquals(List.of(new Run(0, 64)), a.andNot(b).runs());
        assertEquals(List.of(new Run(192, 64)), b.andNot(a).runs());
        assertEquals(2, a.or(b).runCount());
        assertEquals(b.epoch(), a.or(b).epoch());
        DirtyPages other = track("other", ByteBuffer.allocate(256), 64).dirtyPages(client);
        for (Executable call : List.<Executable>of(() -> a.or(other), () -> a.and(other), () -> a.andNot(other))) {
            refused(IllegalArgumentException.class, call, "'sets'", "'other'");
        }
    }

    @Test
    void theEpochCountsHarvestsOfAllClients() {
        Region region = track("epoch", ByteBuffer.allocate(1000), 64);
        assertEquals(0, region.dirtyPages(client).epoch());
        assertEquals(1, region.harvest(client).epoch());
        assertEquals(2, region.harvest(Tidemark.client("vga")).epoch());
        assertEquals(3, region.harvest(client, 64, 64).epoch());
        assertEquals(3, region.dirtyPages(client).epoch());
        region.clear(client, 0, 1000);
        assertEquals(3, region.dirtyPages(client).epoch());
    }

    @Test
    void anExternalLogIsMerged() {
        Region region = track("log", ByteBuffer.allocate(64 * 130), 64);
        region.harvest(client);
        region.mergeDirtyLog(1, new long[] {1L | 1L << 63, 1});
        assertEquals(
                List.of(new Run(64, 64), new Run(64 * 64, 128)),
                region.harvest(client).runs());
        region.mergeDirtyLog(130, new long[3]);
        region.mergeDirtyLog(129, new long[] {1});
        assertEquals(List.of(new Run(64 * 129, 64)), region.harvest(client).runs());
        for (Executable call : List.<Executable>of(
                () -> region.mergeDirtyLog(129, new long[] {3}),
                () -> region.mergeDirtyLog(0, new long[] {1, 0, 4}),
                () -> region.mergeDirtyLog(130, new long[] {1}),
                () -> region.mergeDirtyLog(131, new long[0]),
                () -> region.mergeDirtyLog(-1, new long[] {2}),
                () -> region.mergeDirtyLog(Long.MAX_VALUE, new long[] {1}))) {
            refused(IndexOutOfBoundsException.class, call, "'log'", "130");
        }
        assertEquals(0, region.dirtyPageCount(client));
        assertEquals(130, region.dirtyPageCount(Tidemark.client("vga")));
    }

    @Test
    void memoryIsTheRegionsBytes() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1000).order(ByteOrder.LITTLE_ENDIAN);
        for (ByteBuffer whole : List.of(buffer, ByteBuffer.allocate(1000))) {
            whole.put(100, (byte) 42).position(7).limit(300);
            Region region = track("memory" + whole.isDirect(), whole.clear().slice(100, 500), 64);
            region.harvest(client);
            ByteBuffer memory = region.memory();
            assertEquals(500, memory.capacity());
            assertEquals(500, memory.limit());
            assertEquals(0, memory.position());
            assertEquals(ByteOrder.BIG_ENDIAN, memory.order());
            assertEquals(42, memory.get(0));
            memory.put(64, (byte) 43);
            assertEquals(43, whole.get(164));
            assertEquals(List.of(new Run(64, 64)), region.harvest(client).runs());
        }
    }

    @Test
    void clientsHaveALimitAndARemovedOneIsRefused() {
        Region region = track("clients", ByteBuffer.allocate(1000), 64);
        try (Clients64 clients = new Clients64()) {
            assertEquals(64, clients.all().size());
            refused(IllegalStateException.class, () -> Tidemark.client("one-too-many"), "'one-too-many'", "64");
            assertEquals(64, Tidemark.clients().size());
            Client gone = clients.all().get(63);
            DirtyPages harvest = region.harvest(gone);
            Clients64.remove(gone.name());
            for (Executable call : List.<Executable>of(
                    () -> region.harvest(gone),
                    () -> region.harvest(gone, 0, 0),
                    () -> region.dirtyPages(gone),
                    () -> region.dirtyPageCount(gone),
                    () -> region.clear(gone, 0, 64),
                    () -> region.isDirty(gone, 0, 1))) {
                refused(IllegalStateException.class, call, "'" + gone.name() + "'");
            }
            Client again = Tidemark.client(gone.name());
            assertNotSame(gone, again);
            assertEquals(16, region.harvest(again).pageCount());
            harvest.giveBack();
            assertEquals(0, region.dirtyPageCount(again));
        }
        refused(IllegalArgumentException.class, () -> region.harvest(() -> "stranger"), "Tidemark.client");
        refused(NullPointerException.class, () -> region.harvest(null), "client");
    }

    @Test
    void largeBuffersAreTrackedAndNamedByThemselves() {
        ByteBuffer direct = ByteBuffer.allocateDirect(64 << 20);
        Region region = regionOf("direct-64m-ContractIT");
        assertEquals(RegionKind.DIRECT, region.kind());
        assertEquals(64 << 20, region.byteSize());
        assertEquals(4096, region.pageSize());
        ByteBuffer second = ByteBuffer.allocateDirect(64 << 20);
        regionOf("direct-64m-ContractIT-2");
        ByteBuffer odd = ByteBuffer.allocate(AUTOMATIC + 1);
        regionOf("heap-" + (AUTOMATIC + 1) + "-ContractIT");
        List<Region> before = Tidemark.regions();
        ByteBuffer small = ByteBuffer.allocate(AUTOMATIC - 1);
        List<Region> added = new ArrayList<>(Tidemark.regions());
        added.removeAll(before); // some of the others may have ended meanwhile
        assertEquals(List.of(), added);
        ByteBuffer nested = Nested.allocate();
        regionOf("heap-17m-ContractIT.Nested");
        region.harvest(client);
        direct.put(0, (byte) 1);
        assertEquals(1, region.harvest(client).pageCount());
        assertEquals(0, second.get(0) + odd.get(0) + nested.get(0) + small.get(0));
    }

    @Test
    void namingAnAutomaticRegionCarriesMarksOver() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(AUTOMATIC + 8192);
        String name = "direct-16392k-ContractIT";
        Region automatic = regionOf(name);
        automatic.harvest(client);
        buffer.put(5000, (byte) 1);
        DirtyPages taken = automatic.harvest(client);
        buffer.put(10_000, (byte) 1);
        refused(IllegalArgumentException.class, () -> Tidemark.track("part", buffer.slice(0, 4096)), "'part'", name);
        Region named = track("named", buffer, 4096);
        assertFalse(automatic.isOpen());
        refused(IllegalStateException.class, () -> automatic.harvest(client), name, "'named'");
        refused(IllegalArgumentException.class, () -> Tidemark.region(name));
        buffer.put(20_000, (byte) 1);
        assertEquals(
                List.of(new Run(8192, 4096), new Run(16384, 4096)),
                named.dirtyPages(client).runs());
        taken.giveBack();
        assertEquals(
                List.of(new Run(4096, 8192), new Run(16384, 4096)),
                named.harvest(client).runs(),
                "a harvest of the former region can still be given back");
        refused(IllegalArgumentException.class, () -> Tidemark.track("third", buffer), "'third'", "'named'");
    }

    @Test
    void namingWithAnotherPageSizeMakesAllDirty() {
        ByteBuffer buffer = ByteBuffer.allocate(AUTOMATIC + 12288);
        regionOf("heap-16396k-ContractIT").harvest(client);
        Region named = track("other-pages", buffer.duplicate(), 8192);
        assertEquals(8192, named.pageSize());
        assertEquals(named.pageCount(), named.harvest(client).pageCount());
        buffer.put(0, (byte) 1);
        assertEquals(List.of(new Run(0, 8192)), named.harvest(client).runs());
    }

    @Test
    void scratchBuffersOfTheJdkAreNoRegions() throws Exception {
        Path file = Files.createTempFile("scratch", ".bin");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer heap = ByteBuffer.wrap(new byte[AUTOMATIC + 20_000]);
            List<Region> before = Tidemark.regions();
            channel.write(heap);
            heap.clear();
            channel.read(heap, 0);
            List<Region> after = new ArrayList<>(Tidemark.regions());
            after.removeAll(before);
            assertEquals(List.of(), after);
        }
    }

    private Region track(String name, ByteBuffer buffer, int pageSize) {
        Region region = Tidemark.track(name, buffer, pageSize);
        mine.add(region);
        buffers.add(buffer);
        return region;
    }

    private Region regionOf(String automaticName) {
        Region region = Tidemark.region(automaticName);
        mine.add(region);
        return region;
    }

    /** The call is refused with a message that has all the words, and changes neither regions, clients, nor marks. */
    private <T extends Throwable> void refused(Class<T> type, Executable call, String... words) {
        String before = state();
        T refusal = assertThrows(type, call);
        for (String word : words) {
            assertTrue(String.valueOf(refusal.getMessage()).contains(word), refusal::toString);
        }
        assertFalse(String.valueOf(refusal.getMessage()).contains("\n"), refusal::toString);
        assertEquals(before, state());
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        Tidemark.clients().forEach(each -> state.append(each.name()).append(' '));
        for (Region region : mine) {
            state.append(region);
            if (region.isOpen()) {
                state.append(region.dirtyPages(client));
            }
        }
        for (Region region : Tidemark.regions()) {
            state.append(mine.contains(region) ? region.name() : "");
        }
        return state.toString();
    }

    private static final class Nested {
        static ByteBuffer allocate() {
            return ByteBuffer.allocate(17 << 20);
        }
    }
}
