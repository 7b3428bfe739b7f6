package dev.tidemark.it.oracle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.crypto.Cipher;

/**
 * Every transformation of the JDK's providers that a cipher can be made of: encrypts and decrypts into the memory, from elsewhere,
 * in place and overlapping, with too little room and with input that was tampered with.
 */
final class CipherCases {
    private static final Api UPDATE = Api.of(Cipher.class, "update", ByteBuffer.class, ByteBuffer.class);
    private static final Api DO_FINAL = Api.of(Cipher.class, "doFinal", ByteBuffer.class, ByteBuffer.class);

    private CipherCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Transformation each : Transformation.all()) {
            cases.add(row(each, "encrypt", target -> encrypt(each, target), DO_FINAL));
            if (each.isSlow()) {
                continue;
            }
            cases.add(row(each, "encrypt in parts", target -> encryptInParts(each, target), UPDATE, DO_FINAL)
                    .shapes(Case.Shapes.PLACES)
                    .mayWriteNothing());
            cases.add(row(each, "decrypt", target -> decrypt(each, target), DO_FINAL));
            cases.add(row(each, "decrypt in place", target -> decryptWithin(each, target, 0), DO_FINAL));
            cases.add(row(each, "decrypt, overlapping", target -> decryptWithin(each, target, 7), DO_FINAL));
            cases.add(row(each, "decrypt, overlapping behind", target -> decryptWithin(each, target, -7), DO_FINAL));
            cases.add(row(each, "decrypt with little room", target -> decryptShort(each, target), DO_FINAL)
                    .mayWriteNothing());
            cases.add(row(each, "encrypt with little room", target -> encryptShort(each, target), DO_FINAL)
                    .mayWriteNothing());
            cases.add(row(each, "decrypt what was tampered with", target -> decryptTampered(each, target), UPDATE)
                    .shapes(Case.Shapes.PLACES)
                    .mayWriteNothing());
            cases.add(row(each, "encrypt to read-only", target -> encryptReadOnly(each, target), DO_FINAL)
                    .mayWriteNothing());
        }
        return cases;
    }

    /**
     * Whatever a cipher throws, even where it should not (key wrapping miscounts its own arrays), what it wrote must be marked. A
     * case that never writes anything is noticed all the same.
     */
    private static Case row(Transformation transformation, String name, Operation operation, Api... apis) {
        Operation tolerant =
                target -> Expect.maybeThrown(() -> operation.run(target), Exception.class, AssertionError.class);
        Case row = Case.loose(transformation + " " + name, tolerant, apis).shapes(Case.Shapes.ONE);
        // hundreds of variants of the same few modes; key wrapping fails too often for two runs
        return transformation.toString().matches("(PBE|AES_\\d+/(?!KW)).*|.*(CFB|OFB)\\d+/.*")
                ? row.on(EnumSet.of(Kind.HEAP, Kind.DIRECT_SLICE))
                : row;
    }

    /** A window that leaves bytes behind it, so that the marks of a failure, from 0 to its limit, are not everything. */
    private static ByteBuffer window(Target target, int length) {
        ByteBuffer window = target.window(length + 2 * Memory.PAGE);
        return window.limit(window.position() + length);
    }

    private static byte[] plain(Transformation each, Target target) {
        int length = 1 + target.random().nextInt(each.most());
        return target.noise(each.wholeBlocks() ? Math.max(1, length / each.block()) * each.block() : length);
    }

    private static ByteBuffer input(Target target, byte[] bytes) {
        return target.random().nextBoolean()
                ? ByteBuffer.wrap(bytes)
                : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static void encrypt(Transformation each, Target target) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        DO_FINAL.call(cipher, input(target, plain), window(target, plain.length + each.overhead()));
    }

    private static void encryptInParts(Transformation each, Target target) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        ByteBuffer input = input(target, plain);
        ByteBuffer window = window(target, plain.length + each.overhead());
        for (int i = target.random().nextInt(4); i > 0; i--) {
            int end = input.position() + target.random().nextInt(input.remaining() + 1);
            UPDATE.call(cipher, input.limit(end), window);
            input.limit(input.capacity());
        }
        UPDATE.call(cipher, input.duplicate().limit(input.position()), window);
        DO_FINAL.call(cipher, input, window);
    }

    private static void decrypt(Transformation each, Target target) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        byte[] sealed = cipher.doFinal(plain);
        ByteBuffer window = window(target, sealed.length + each.overhead());
        DO_FINAL.call(each.decrypting(cipher), input(target, sealed), window);
    }

    /** The output begins {@code shift} bytes behind the input in the same memory, or before it. */
    private static void decryptWithin(Transformation each, Target target, int shift) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        byte[] sealed = cipher.doFinal(plain);
        ByteBuffer window = window(target, sealed.length + each.overhead() + 20);
        int at = window.position() + 10;
        ByteBuffer input = window.duplicate().position(at).limit(at + sealed.length);
        input.duplicate().put(sealed);
        target.begin();
        Cipher decrypting = each.decrypting(cipher);
        // a JDK may refuse what overlaps, or find that it destroyed its own input
        DO_FINAL.call(decrypting, input, window.position(at + shift));
    }

    private static void decryptShort(Transformation each, Target target) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        byte[] sealed = cipher.doFinal(plain);
        Cipher decrypting = each.decrypting(cipher);
        ByteBuffer window = window(target, plain.length - 1);
        DO_FINAL.call(decrypting, input(target, sealed), window);
    }

    private static void encryptShort(Transformation each, Target target) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        ByteBuffer window = window(target, plain.length - 1);
        DO_FINAL.call(cipher, input(target, plain), window);
    }

    private static void decryptTampered(Transformation each, Target target) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        byte[] sealed = cipher.doFinal(plain);
        sealed[target.random().nextInt(sealed.length)] ^= 1;
        sealed[sealed.length - 1] ^= 1;
        Cipher decrypting = each.decrypting(cipher);
        ByteBuffer input = input(target, sealed);
        ByteBuffer window = window(target, sealed.length + each.overhead());
        UPDATE.call(decrypting, input.limit(sealed.length / 3), window);
        DO_FINAL.call(decrypting, input.limit(sealed.length), window);
    }

    private static void encryptReadOnly(Transformation each, Target target) throws Throwable {
        byte[] plain = plain(each, target);
        Cipher cipher = each.encrypting();
        ByteBuffer window = window(target, plain.length + each.overhead()).asReadOnlyBuffer();
        DO_FINAL.call(cipher, input(target, plain), window);
    }
}
