package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Guest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What travels beside the region. */
class AttachmentsTest {
    @Test
    void comeBackAsTheyWere() throws IOException {
        Map<String, byte[]> none = Attachments.decode(Attachments.encode(Map.of()));
        assertTrue(none.isEmpty());
        Map<String, byte[]> two = Map.of("registers", new byte[] {1, 2, 3}, "a.b_c-9", new byte[0]);
        Map<String, byte[]> again = Attachments.decode(Attachments.encode(two));
        assertEquals(two.keySet(), again.keySet());
        two.forEach((name, bytes) -> assertArrayEquals(bytes, again.get(name)));
    }

    @Test
    void aGuestWithStateAloneGivesItUnderThatName() {
        Guest guest = new Guest() {
            @Override
            public void quiesce() {
                // never asked
            }

            @Override
            public void resume() {
                // never asked
            }

            @Override
            public byte[] state() {
                return new byte[] {7};
            }
        };
        assertArrayEquals(new byte[] {7}, guest.attachments().get("state"));
        assertThrows(UnsupportedOperationException.class, () -> guest.restored(guest.attachments()));
    }

    @Test
    void wrongNamesAndTooMuchAreRefused() {
        for (String name : new String[] {"", "../x", ".x", "ä", "x".repeat(101)}) {
            assertThrows(ReplicationException.class, () -> Attachments.encode(Map.of(name, new byte[1])), name);
        }
        assertThrows(ReplicationException.class, () -> Attachments.encode(Map.of("x", new byte[Protocol.MAX_STATE])));
    }

    @Test
    void brokenEncodingsAreRefused() throws IOException {
        byte[] good = Attachments.encode(Map.of("one", new byte[] {1, 2}, "two", new byte[] {3}));
        int first = 4 + 3 + 4 + 2; // where the first one ends, and all is well
        for (int length = 1; length < good.length; length++) {
            assertEquals(length != first, refused(Arrays.copyOf(good, length)), length + " bytes of " + good.length);
        }
        assertTrue(refused(part("one", part("one", new byte[0]))), "a name twice");
        assertTrue(refused(ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array()), "a huge length");
        assertTrue(refused(ByteBuffer.allocate(8).putInt(-1).array()), "a negative length");
        assertTrue(refused(part("../x", new byte[0])), "a path");
    }

    private static boolean refused(byte[] bytes) {
        try {
            Attachments.decode(bytes);
            return false;
        } catch (ReplicationException e) {
            return true;
        }
    }

    /** One attachment of one byte, and what comes before it. */
    private static byte[] part(String name, byte[] before) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(before.length + 9 + text.length)
                .put(before)
                .putInt(text.length)
                .put(text)
                .putInt(1)
                .put((byte) 1)
                .array();
    }
}
