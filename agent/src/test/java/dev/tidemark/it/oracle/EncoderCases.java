package dev.tidemark.it.oracle;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The encoder of every charset: with text that it can encode, with text that it cannot, and with too little room. */
final class EncoderCases {
    private static final Api ENCODE =
            Api.of(CharsetEncoder.class, "encode", CharBuffer.class, ByteBuffer.class, boolean.class);
    private static final Api FLUSH = Api.of(CharsetEncoder.class, "flush", ByteBuffer.class);

    private EncoderCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Charset charset : Charset.availableCharsets().values()) {
            if (!charset.canEncode()) {
                continue;
            }
            cases.add(Case.loose(charset + " text", target -> encodeText(charset, target), ENCODE, FLUSH));
            cases.add(Case.loose(charset + " in parts", target -> encodeInParts(charset, target), ENCODE, FLUSH)
                    .shapes(Case.Shapes.ONE));
            cases.add(Case.loose(charset + " malformed", target -> encodeMalformed(charset, target, true), ENCODE)
                    .shapes(Case.Shapes.ONE));
            cases.add(Case.loose(
                            charset + " malformed, reported", target -> encodeMalformed(charset, target, false), ENCODE)
                    .shapes(Case.Shapes.ONE));
            cases.add(Case.loose(charset + " overflow", target -> encodeOverflow(charset, target), ENCODE)
                    .shapes(Case.Shapes.ONE));
        }
        return cases;
    }

    private static void encodeText(Charset charset, Target target) throws Throwable {
        CharsetEncoder encoder = encoder(charset, CodingErrorAction.REPLACE);
        CharBuffer text = CharBuffer.wrap(text(encoder, target.random(), 300));
        ByteBuffer window = target.window(4000);
        Expect.that(((CoderResult) ENCODE.call(encoder, text, window, true)).isUnderflow(), "an underflow");
        Expect.that(((CoderResult) FLUSH.call(encoder, window)).isUnderflow(), "an underflow");
    }

    /** Small steps, so that single chars and the ends of buffers are met; chars that come from no array. */
    private static void encodeInParts(Charset charset, Target target) throws Throwable {
        CharsetEncoder encoder = encoder(charset, CodingErrorAction.REPLACE);
        CharBuffer text = CharBuffer.wrap(text(encoder, target.random(), 60));
        ByteBuffer window = target.window(1500);
        int end = window.limit();
        while (text.hasRemaining()) {
            window.limit(Math.min(end, window.position() + target.random().nextInt(9)));
            ENCODE.call(encoder, text, window, false);
        }
        window.limit(end);
        ENCODE.call(encoder, text, window, true);
        FLUSH.call(encoder, window);
    }

    private static void encodeMalformed(Charset charset, Target target, boolean replaced) throws Throwable {
        CharsetEncoder encoder = encoder(charset, replaced ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT);
        StringBuilder text = new StringBuilder(text(encoder, target.random(), 50));
        text.append("\ud800x\udc00\uffff\ue000").append(text(encoder, target.random(), 50));
        ENCODE.call(encoder, CharBuffer.wrap(text.toString().toCharArray()), target.window(2000), true);
    }

    private static void encodeOverflow(Charset charset, Target target) throws Throwable {
        CharsetEncoder encoder = encoder(charset, CodingErrorAction.REPLACE);
        CharBuffer text = CharBuffer.wrap(text(encoder, target.random(), 300).toCharArray());
        ByteBuffer window = target.window(10 + target.random().nextInt(100));
        Expect.that(((CoderResult) ENCODE.call(encoder, text, window, true)).isOverflow(), "an overflow");
    }

    private static CharsetEncoder encoder(Charset charset, CodingErrorAction action) {
        return charset.newEncoder().onMalformedInput(action).onUnmappableCharacter(action);
    }

    /** Half of it ASCII, half of it anything that the charset has. */
    private static String text(CharsetEncoder encoder, Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int tries = 0; text.length() < length; tries++) {
            char next = (char) (random.nextBoolean() ? ' ' + random.nextInt(95) : random.nextInt(0xd800));
            if (tries > 20 * length || encoder.canEncode(next)) {
                text.append(next);
            }
        }
        encoder.reset();
        return text.toString();
    }
}
