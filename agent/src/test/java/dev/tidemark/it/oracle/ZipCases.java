package dev.tidemark.it.oracle;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Zip into buffers: from arrays and buffers, whole and in parts, with dictionaries, and with input that is corrupt. */
final class ZipCases {
    private static final Api INFLATE = Api.of(Inflater.class, "inflate", ByteBuffer.class);
    private static final Api DEFLATE = Api.of(Deflater.class, "deflate", ByteBuffer.class);
    private static final Api DEFLATE_FLUSH = Api.of(Deflater.class, "deflate", ByteBuffer.class, int.class);
    private static final Api INFLATER_INPUT = Api.of(Inflater.class, "setInput", ByteBuffer.class);
    private static final Api DEFLATER_INPUT = Api.of(Deflater.class, "setInput", ByteBuffer.class);
    private static final Api INFLATER_DICTIONARY = Api.of(Inflater.class, "setDictionary", ByteBuffer.class);
    private static final Api DEFLATER_DICTIONARY = Api.of(Deflater.class, "setDictionary", ByteBuffer.class);

    private static final int MOST = 5000;

    private ZipCases() {}

    static List<Case> cases() {
        return List.of(
                Case.loose("inflate", target -> inflate(target, false, false), INFLATE),
                Case.loose(
                        "inflate from a direct buffer",
                        target -> inflate(target, true, false),
                        INFLATE,
                        INFLATER_INPUT),
                Case.loose("inflate without header", target -> inflate(target, false, true), INFLATE),
                Case.loose("inflate in parts", ZipCases::inflateInParts, INFLATE),
                Case.loose(
                        "inflate what needs a dictionary",
                        ZipCases::inflateWithDictionary,
                        INFLATE,
                        INFLATER_DICTIONARY),
                Case.loose("inflate corrupt data", target -> inflateCorrupt(target, false), INFLATE),
                Case.loose(
                        "inflate corrupt data from a direct buffer", target -> inflateCorrupt(target, true), INFLATE),
                Case.loose("inflate truncated data", ZipCases::inflateTruncated, INFLATE),
                Case.loose("inflate within the memory", ZipCases::inflateWithin, INFLATE, INFLATER_INPUT),
                Case.loose("inflate read-only", ZipCases::inflateReadOnly, INFLATE)
                        .mayWriteNothing(),
                Case.loose("deflate", target -> deflate(target, false), DEFLATE),
                Case.loose("deflate from a direct buffer", target -> deflate(target, true), DEFLATE, DEFLATER_INPUT),
                Case.loose("deflate in parts", ZipCases::deflateInParts, DEFLATE_FLUSH),
                Case.loose("deflate with a dictionary", ZipCases::deflateWithDictionary, DEFLATE, DEFLATER_DICTIONARY),
                Case.loose("deflate read-only", ZipCases::deflateReadOnly, DEFLATE)
                        .mayWriteNothing());
    }

    private static void inflate(Target target, boolean direct, boolean nowrap) throws Throwable {
        byte[] text = text(target.random());
        Inflater inflater = new Inflater(nowrap);
        input(inflater, deflated(text, nowrap, null), direct);
        ByteBuffer window = target.window(text.length);
        Expect.that(INFLATE.count(inflater, window) == text.length, "bytes inflated");
        inflater.end();
    }

    private static void inflateInParts(Target target) throws Throwable {
        byte[] text = text(target.random());
        Inflater inflater = new Inflater();
        byte[] packed = deflated(text, false, null);
        ByteBuffer window = target.window(text.length);
        int end = window.limit();
        int given = 0;
        while (!inflater.finished()) {
            if (inflater.needsInput()) {
                int some = Math.min(packed.length - given, 1 + target.random().nextInt(300));
                inflater.setInput(packed, given, some);
                given += some;
            }
            window.limit(Math.min(end, window.position() + 1 + target.random().nextInt(700)));
            INFLATE.call(inflater, window);
            if (target.random().nextInt(3) == 0) {
                window = window.duplicate();
            }
        }
        inflater.end();
    }

    private static void inflateWithDictionary(Target target) throws Throwable {
        byte[] dictionary = text(target.random());
        byte[] text = text(target.random());
        Inflater inflater = new Inflater();
        inflater.setInput(deflated(text, false, dictionary));
        ByteBuffer window = target.window(text.length);
        Expect.that(INFLATE.count(inflater, window) == 0 && inflater.needsDictionary(), "it needs no dictionary");
        INFLATER_DICTIONARY.call(inflater, ByteBuffer.wrap(dictionary));
        Expect.that(INFLATE.count(inflater, window) == text.length, "bytes inflated");
        inflater.end();
    }

    private static void inflateCorrupt(Target target, boolean direct) throws Throwable {
        byte[] packed = deflated(text(target.random()), false, null);
        int from = packed.length / 3;
        for (int i = from + target.random().nextInt(packed.length - from); i < packed.length; i++) {
            packed[i] ^= (byte) target.random().nextInt(256);
        }
        Inflater inflater = new Inflater();
        input(inflater, packed, direct);
        ByteBuffer window = target.window(MOST);
        Expect.maybeThrown(
                () -> {
                    while (window.hasRemaining() && INFLATE.count(inflater, window) > 0) {}
                },
                DataFormatException.class);
        inflater.end();
    }

    private static void inflateTruncated(Target target) throws Throwable {
        byte[] packed = deflated(text(target.random()), false, null);
        Inflater inflater = new Inflater();
        inflater.setInput(packed, 0, packed.length * 2 / 3);
        INFLATE.call(inflater, target.window(MOST));
        inflater.end();
    }

    /** The input lies in the same memory, right before the output. */
    private static void inflateWithin(Target target) throws Throwable {
        byte[] text = text(target.random());
        byte[] packed = deflated(text, false, null);
        ByteBuffer all = target.window(packed.length + text.length);
        ByteBuffer input = all.duplicate().limit(all.position() + packed.length);
        input.duplicate().put(packed);
        target.begin();
        Inflater inflater = new Inflater();
        INFLATER_INPUT.call(inflater, input);
        Expect.that(
                INFLATE.count(inflater, all.position(all.position() + packed.length)) == text.length, "bytes inflated");
        inflater.end();
    }

    private static void inflateReadOnly(Target target) throws Throwable {
        Inflater inflater = new Inflater();
        inflater.setInput(deflated(text(target.random()), false, null));
        ByteBuffer window = target.window(MOST).asReadOnlyBuffer();
        Expect.thrown(() -> INFLATE.call(inflater, window), ReadOnlyBufferException.class);
        inflater.end();
    }

    private static void deflate(Target target, boolean direct) throws Throwable {
        byte[] text = text(target.random());
        Deflater deflater =
                new Deflater(target.random().nextInt(10), target.random().nextBoolean());
        deflater.setStrategy(target.random().nextInt(3));
        if (direct) {
            DEFLATER_INPUT.call(deflater, direct(text));
        } else {
            deflater.setInput(text);
        }
        deflater.finish();
        ByteBuffer window = target.window(2 * MOST);
        int first = DEFLATE.count(deflater, window); // a new strategy may take a call of its own
        Expect.that(first + DEFLATE.count(deflater, window) > 0, "nothing deflated");
        deflater.end();
    }

    private static void deflateInParts(Target target) throws Throwable {
        Deflater deflater = new Deflater();
        ByteBuffer window = target.window(2 * MOST);
        int end = window.limit();
        for (int flush : new int[] {Deflater.NO_FLUSH, Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH}) {
            deflater.setInput(text(target.random()), 0, 900);
            for (int i = 0; i < 4; i++) {
                window.limit(
                        Math.min(end, window.position() + 1 + target.random().nextInt(400)));
                DEFLATE_FLUSH.call(deflater, window, flush);
            }
        }
        deflater.end();
    }

    private static void deflateWithDictionary(Target target) throws Throwable {
        Deflater deflater = new Deflater();
        DEFLATER_DICTIONARY.call(deflater, ByteBuffer.wrap(text(target.random())));
        deflater.setInput(text(target.random()));
        deflater.finish();
        DEFLATE.call(deflater, target.window(2 * MOST));
        deflater.end();
    }

    private static void deflateReadOnly(Target target) throws Throwable {
        Deflater deflater = new Deflater();
        deflater.setInput(text(target.random()));
        deflater.finish();
        ByteBuffer window = target.window(2 * MOST).asReadOnlyBuffer();
        Expect.thrown(() -> DEFLATE.call(deflater, window), ReadOnlyBufferException.class);
        deflater.end();
    }

    private static void input(Inflater inflater, byte[] packed, boolean direct) throws Throwable {
        if (direct) {
            INFLATER_INPUT.call(inflater, direct(packed));
        } else {
            inflater.setInput(packed);
        }
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Compresses to about a half. */
    private static byte[] text(Random random) {
        byte[] text = new byte[1000 + random.nextInt(MOST - 1000)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (random.nextInt(3) > 0 ? 'a' + random.nextInt(8) : text[Math.max(0, i - 40)]);
        }
        return text;
    }

    private static byte[] deflated(byte[] text, boolean nowrap, byte[] dictionary) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, nowrap);
        if (dictionary != null) {
            deflater.setDictionary(dictionary);
        }
        deflater.setInput(text);
        deflater.finish();
        byte[] packed = new byte[2 * MOST];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }
}
