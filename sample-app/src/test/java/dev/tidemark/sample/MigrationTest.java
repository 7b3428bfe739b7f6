package dev.tidemark.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.MemoryKind;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.image.ImageFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
    private static final int SIZE = 32 << 20;
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    /** A full disk in the middle of a copy must not cost a page. */
    @Test
    void aFailedCopyIsGivenBack() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.DIRECT, SIZE)) {
            ShadowTracker tracker = new ShadowTracker(page -> false);
            Region region = tracker.track("guest", ram.buffer(), PAGE);
            Client client = tracker.client("migration");
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            Path path = folder.resolve("image");
            ImageFile broken = ImageFile.create(path, ram.buffer());
            new Migration(region, client, guest, broken).copy();
            guest.execute("create table t(a); insert into t values(1)");
            long dirty = region.dirtyPageCount(client);
            assertTrue(dirty > 0 && dirty < region.pageCount(), "dirty " + dirty);

            broken.close();
            IOException failure =
                    assertThrows(IOException.class, () -> new Migration(region, client, guest, broken).copy());
            assertTrue(failure.getMessage().contains(path + ": ClosedChannelException"), failure.getMessage());
            assertEquals(dirty, region.dirtyPageCount(client));

            try (ImageFile image = ImageFile.create(path, ram.buffer())) {
                Migration.Step step = new Migration(region, client, guest, image).copy();
                assertEquals(dirty, step.pages());
                assertEquals(dirty, step.copied().cardinality());
                assertEquals(dirty * PAGE, step.bytes());
                step.copied().stream().forEach(page -> assertPage(ram, path, page));
            }
            assertEquals(0, region.dirtyPageCount(client));
        }
    }

    @Test
    void anErrorGivesBackToo() throws IOException {
        try (GuestRam ram = GuestRam.allocate(MemoryKind.DIRECT, SIZE);
                ImageFile image = ImageFile.create(folder.resolve("image"), ram.buffer())) {
            ShadowTracker tracker = new ShadowTracker(page -> false);
            Region region = tracker.track("guest", ram.buffer(), PAGE);
            Client client = tracker.client("migration");
            Region failing = (Region) Proxy.newProxyInstance(
                    Region.class.getClassLoader(), new Class<?>[] {Region.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("pageSize")) {
                            throw new OutOfMemoryError("in the middle of the copy");
                        }
                        return method.invoke(region, arguments);
                    });
            assertThrows(OutOfMemoryError.class, () -> new Migration(failing, client, null, image).copy());
            assertEquals(region.pageCount(), region.dirtyPageCount(client));
        }
    }

    private static void assertPage(GuestRam ram, Path path, int page) {
        byte[] expected = new byte[PAGE];
        ram.buffer().get(page * PAGE, expected);
        byte[] found = new byte[PAGE];
        try (var in = Files.newInputStream(path)) {
            in.skipNBytes((long) page * PAGE);
            in.readNBytes(found, 0, PAGE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertArrayEquals(expected, found, "page " + page);
    }
}
