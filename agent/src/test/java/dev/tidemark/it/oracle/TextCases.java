package dev.tidemark.it.oracle;

import java.io.ByteArrayInputStream;
import java.io.CharArrayReader;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Text that is read or decoded into a char view of the memory. */
final class TextCases {
    private static final Api DECODE =
            Api.of(CharsetDecoder.class, "decode", ByteBuffer.class, CharBuffer.class, boolean.class);
    private static final Api FLUSH = Api.of(CharsetDecoder.class, "flush", CharBuffer.class);
    private static final Api READABLE = Api.of(Readable.class, "read", CharBuffer.class);
    private static final Api READER = Api.of(Reader.class, "read", CharBuffer.class);
    private static final Api CHAR_BUFFER = Api.of(CharBuffer.class, "read", CharBuffer.class);
    private static final Api STREAM_READER = Api.of(InputStreamReader.class, "read", CharBuffer.class);
    private static final Api ARRAY_READER = Api.of(CharArrayReader.class, "read", CharBuffer.class);

    private TextCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.add(read("readable", READABLE, StringReader::new));
        cases.add(read("reader", READER, StringReader::new));
        cases.add(read("char buffer", CHAR_BUFFER, CharBuffer::wrap));
        cases.add(read("char buffer of an array", CHAR_BUFFER, text -> CharBuffer.wrap(text.toCharArray())));
        cases.add(read("array reader", ARRAY_READER, text -> new CharArrayReader(text.toCharArray())));
        cases.add(read(
                "stream reader",
                STREAM_READER,
                text -> new InputStreamReader(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8)));
        for (Charset charset : Charset.availableCharsets().values()) {
            cases.add(Case.exact("decode " + charset, target -> decode(charset, target, 300, 600), DECODE, FLUSH)
                    .shapes(Case.Shapes.PLACES));
            cases.add(Case.exact("decode with overflow " + charset, target -> decode(charset, target, 300, 50), DECODE)
                    .shapes(Case.Shapes.ONE));
        }
        return cases;
    }

    private interface Source {
        Readable of(String text);
    }

    private static Case read(String name, Api api, Source source) {
        return Case.exact(
                name,
                target -> {
                    String text = text(target.random());
                    int length = 1 + target.random().nextInt(2 * text.length());
                    int at = target.at(2 * length);
                    CharBuffer view = target.buffer()
                            .slice(at, 2 * length)
                            .order(target.order())
                            .asCharBuffer();
                    int read = api.count(source.of(text), view);
                    Expect.that(read == Math.min(length, text.length()), "chars read: " + read);
                    target.touched(at, 2 * read);
                },
                api);
    }

    /** Anything as input: most of it is malformed in most charsets, and replaced. */
    private static void decode(Charset charset, Target target, int bytes, int chars) throws Throwable {
        int at = target.at(2 * chars);
        CharBuffer view =
                target.buffer().slice(at, 2 * chars).order(target.order()).asCharBuffer();
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CoderResult result = (CoderResult) DECODE.call(decoder, ByteBuffer.wrap(target.noise(bytes)), view, true);
        if (result.isUnderflow()) {
            FLUSH.call(decoder, view);
        }
        target.touched(at, 2 * view.position());
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 20 + random.nextInt(300); i > 0; i--) {
            text.append((char) (random.nextInt(0xd000) + 32));
        }
        return text.toString();
    }
}
