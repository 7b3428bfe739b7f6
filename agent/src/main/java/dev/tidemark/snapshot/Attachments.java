package dev.tidemark.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The attachments section: small named blobs that travel with a snapshot. */
final class Attachments {
    /** Nothing that a file system would take for a path. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    private Attachments() {}

    /** @throws IllegalArgumentException if the name breaks the rule */
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an attachment's name has 1 to 100 letters, digits, '.', '_' or '-', not '.' first: '" + name
                            + "'");
        }
    }

    /** @throws IllegalArgumentException if there are too many, or too many bytes */
    static ByteBuffer encode(Map<String, byte[]> attachments) {
        long bytes = 0;
        long content = 0;
        for (Map.Entry<String, byte[]> each : attachments.entrySet()) {
            checkName(each.getKey());
            bytes += 8 + each.getKey().length() + each.getValue().length;
            content += each.getValue().length;
        }
        if (attachments.size() > SnapshotFormat.MAX_ATTACHMENTS || content > SnapshotFormat.MAX_ATTACHMENT_BYTES) {
            throw new IllegalArgumentException("at most " + SnapshotFormat.MAX_ATTACHMENTS + " attachments of "
                    + SnapshotFormat.MAX_ATTACHMENT_BYTES + " bytes together: " + attachments.size() + " with "
                    + content
                    + " bytes");
        }
        ByteBuffer out = ByteBuffer.allocate((int) bytes);
        attachments.forEach((name, blob) -> {
            byte[] text = name.getBytes(StandardCharsets.US_ASCII);
            out.putInt(text.length).put(text).putInt(blob.length).put(blob);
        });
        return out.flip();
    }

    /** Checks the section, and fills {@code into} unless that is null. */
    static void decode(ByteBuffer in, int count, Map<String, byte[]> into) throws SnapshotException {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            byte[] text = bytes(in, SnapshotFormat.MAX_ATTACHMENT_NAME);
            String name = new String(text, StandardCharsets.US_ASCII);
            SnapshotFormat.require(
                    NAME.matcher(name).matches() && names.add(name),
                    "attachment " + i + " has a name that is not allowed");
            byte[] blob = bytes(in, SnapshotFormat.MAX_ATTACHMENT_BYTES);
            if (into != null) {
                into.put(name, blob);
            }
        }
        SnapshotFormat.require(!in.hasRemaining(), "the attachments section has bytes to spare");
    }

    private static byte[] bytes(ByteBuffer in, int most) throws SnapshotException {
        SnapshotFormat.require(in.remaining() >= 4, "the attachments section ends early");
        int length = in.getInt();
        SnapshotFormat.require(
                length >= 0 && length <= Math.min(most, in.remaining()),
                "an attachment of " + length + " bytes leaves its section");
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
