package dev.tidemark.it.libraries;

import java.util.Random;

/** Random things to write. */
final class Noise {
    private Noise() {}

    /** Up to {@code most} bytes, mostly few. */
    static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(8) == 0 ? most + 1 : Math.min(most, 100) + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** ASCII, or characters of one to four bytes in UTF-8. */
    static String text(Random random, int most) {
        int length = random.nextInt(random.nextInt(8) == 0 ? most + 1 : Math.min(most, 100) + 1);
        boolean ascii = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.appendCodePoint(
                    ascii
                            ? ' ' + random.nextInt('~' - ' ')
                            : new int[] {'a', 'ä', '€', 0x1F600}[random.nextInt(4)] + random.nextInt(20));
        }
        return text.toString();
    }
}
