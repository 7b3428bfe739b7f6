package dev.tidemark.replicate;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a guest gives along, as bytes: of each, 4 length of the name, the name, 4 length, the bytes. Nothing at all for none. Of the same
 * attachments always the same bytes.
 */
final class Attachments {
    /** As in snapshots. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    private Attachments() {}

    /** @throws ReplicationException if a name is not allowed, or they are too long */
    static byte[] encode(Map<String, byte[]> attachments) throws IOException {
        long length = 0;
        for (Map.Entry<String, byte[]> each : attachments.entrySet()) {
            if (!NAME.matcher(each.getKey()).matches()) {
                throw new ReplicationException("what the guest gives along has the name '" + each.getKey()
                        + "'; a name has 1 to 100 letters, digits, '.', '_' or '-', not '.' first");
            }
            length += 8 + each.getKey().length() + each.getValue().length;
        }
        if (length > Protocol.MAX_STATE) {
            throw new ReplicationException("what the guest gives along has " + length + " bytes; at most "
                    + Protocol.MAX_STATE + " go beside the region");
        }
        ByteBuffer out = ByteBuffer.allocate((int) length);
        new TreeMap<>(attachments).forEach((name, bytes) -> {
            byte[] text = name.getBytes(StandardCharsets.US_ASCII);
            out.putInt(text.length).put(text).putInt(bytes.length).put(bytes);
        });
        return out.array();
    }

    /** @throws ReplicationException if it is no encoding of attachments */
    static Map<String, byte[]> decode(byte[] encoded) throws ReplicationException {
        Map<String, byte[]> attachments = new LinkedHashMap<>();
        ByteBuffer in = ByteBuffer.wrap(encoded);
        try {
            while (in.hasRemaining()) {
                String name = new String(part(in), StandardCharsets.US_ASCII);
                Protocol.require(
                        NAME.matcher(name).matches() && attachments.put(name, part(in)) == null,
                        "the guest's state has a name that is not allowed, or one twice");
            }
        } catch (BufferUnderflowException e) {
            throw new ReplicationException("broken protocol: the guest's state ends early", e);
        }
        return attachments;
    }

    private static byte[] part(ByteBuffer in) throws ReplicationException {
        int length = in.getInt();
        Protocol.require(length >= 0 && length <= in.remaining(), "a length leaves the guest's state");
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
