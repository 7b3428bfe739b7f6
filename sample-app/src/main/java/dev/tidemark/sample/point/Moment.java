package dev.tidemark.sample.point;

import dev.tidemark.sample.guest.GuestState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What travels along with a guest's memory to another process: its registers, and where it was.
 *
 * @param transfers number of the last transfer that the guest had made
 * @param micros when that was, by the machine's clock, in microseconds since 1970
 * @param registers of the guest
 */
public record Moment(long transfers, long micros, GuestState registers) {
    private static final int HEAD_LINES = 2;

    /** The machine's clock, in microseconds since 1970. */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** As bytes: the two numbers, a line each, then {@link StateText}. */
    public byte[] encode() {
        String head = transfers + "\n" + micros + "\n";
        return (head + new String(StateText.encode(registers), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads {@link #encode}.
     *
     * @throws IOException if it is none
     */
    public static Moment decode(byte[] bytes) throws IOException {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", HEAD_LINES + 1);
        try {
            return new Moment(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    StateText.decode(parts[2].getBytes(StandardCharsets.UTF_8)));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("what came with the guest's memory is no moment of it: two numbers and registers", e);
        }
    }
}
