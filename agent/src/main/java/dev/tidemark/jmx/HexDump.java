package dev.tidemark.jmx;

import java.util.Locale;

/** Bytes for a reader: offset, sixteen bytes in hex, the same in ASCII. */
final class HexDump {
    private static final int BYTES_PER_LINE = 16;

    private HexDump() {}

    /** Lines that each end with {@code \n}; {@code byteOffset} is where {@code bytes} begin. */
    static String render(long byteOffset, byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length / BYTES_PER_LINE * 80 + 80);
        for (int line = 0; line < bytes.length; line += BYTES_PER_LINE) {
            text.append(String.format(Locale.ROOT, "%012x ", byteOffset + line));
            for (int i = line; i < line + BYTES_PER_LINE; i++) {
                text.append(i % 8 == 0 && i > line ? " " : "");
                text.append(i < bytes.length ? String.format(Locale.ROOT, " %02x", bytes[i]) : "   ");
            }
            text.append("  |");
            for (int i = line; i < Math.min(line + BYTES_PER_LINE, bytes.length); i++) {
                text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
            }
            text.append("|\n");
        }
        return text.toString();
    }
}
