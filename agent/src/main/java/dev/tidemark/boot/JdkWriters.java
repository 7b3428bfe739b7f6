package dev.tidemark.boot;

import java.io.DataInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInput;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.SecureRandomParameters;
import java.security.Signature;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import jdk.internal.vm.annotation.Hidden;

/**
 * Methods of the JDK that write a {@code byte[]} argument, as rewritten application code calls them: the receiver first, then the
 * method's own arguments. Each calls its namesake and marks in {@code finally} what may have been written, which can be more
 * than what was: the whole range that the caller offered, or, where a method is given only a start, the bytes it counted and
 * {@value #SLACK} more.
 */
public final class JdkWriters {
    /** How far behind the bytes it counted a method that succeeded is trusted not to have written. */
    private static final int SLACK = 4096;

    private JdkWriters() {}

    // Streams and files

    @Hidden
    public static int read(InputStream in, byte[] b) throws IOException {
        try {
            return in.read(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int read(InputStream in, byte[] b, int from, int length) throws IOException {
        try {
            return in.read(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int readNBytes(InputStream in, byte[] b, int from, int length) throws IOException {
        try {
            return in.readNBytes(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int read(RandomAccessFile in, byte[] b) throws IOException {
        try {
            return in.read(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int read(RandomAccessFile in, byte[] b, int from, int length) throws IOException {
        try {
            return in.read(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int read(ObjectInput in, byte[] b) throws IOException {
        try {
            return in.read(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int read(ObjectInput in, byte[] b, int from, int length) throws IOException {
        try {
            return in.read(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static void readFully(DataInput in, byte[] b) throws IOException {
        try {
            in.readFully(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static void readFully(DataInput in, byte[] b, int from, int length) throws IOException {
        try {
            in.readFully(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    // Buffers and strings

    @Hidden
    public static ByteBuffer get(ByteBuffer buffer, byte[] b) {
        try {
            return buffer.get(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static ByteBuffer get(ByteBuffer buffer, byte[] b, int from, int length) {
        try {
            return buffer.get(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static ByteBuffer get(ByteBuffer buffer, int index, byte[] b) {
        try {
            return buffer.get(index, b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static ByteBuffer get(ByteBuffer buffer, int index, byte[] b, int from, int length) {
        try {
            return buffer.get(index, b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    @SuppressWarnings("deprecation")
    public static void getBytes(String text, int begin, int end, byte[] b, int from) {
        try {
            text.getBytes(begin, end, b, from);
        } finally {
            try {
                ArrayHooks.wrote(b, from, end - begin);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    // Random numbers

    @Hidden
    public static void nextBytes(RandomGenerator random, byte[] b) {
        try {
            random.nextBytes(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static void nextBytes(SecureRandom random, byte[] b, SecureRandomParameters parameters) {
        try {
            random.nextBytes(b, parameters);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    // Compression

    @Hidden
    public static int inflate(Inflater inflater, byte[] b) throws DataFormatException {
        try {
            return inflater.inflate(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int inflate(Inflater inflater, byte[] b, int from, int length) throws DataFormatException {
        try {
            return inflater.inflate(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int deflate(Deflater deflater, byte[] b) {
        try {
            return deflater.deflate(b);
        } finally {
            try {
                ArrayHooks.wrote(b);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int deflate(Deflater deflater, byte[] b, int from, int length) {
        try {
            return deflater.deflate(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int deflate(Deflater deflater, byte[] b, int from, int length, int flush) {
        try {
            return deflater.deflate(b, from, length, flush);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    // Cryptography and encodings

    @Hidden
    public static int digest(MessageDigest digest, byte[] b, int from, int length) throws DigestException {
        try {
            return digest.digest(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int sign(Signature signature, byte[] b, int from, int length) throws GeneralSecurityException {
        try {
            return signature.sign(b, from, length);
        } finally {
            try {
                ArrayHooks.wrote(b, from, length);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static void doFinal(Mac mac, byte[] b, int from) throws GeneralSecurityException {
        int written = Integer.MAX_VALUE;
        try {
            mac.doFinal(b, from);
            written = mac.getMacLength();
        } finally {
            try {
                wroteFrom(b, from, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int generateSecret(KeyAgreement agreement, byte[] b, int from) throws GeneralSecurityException {
        int written = Integer.MAX_VALUE;
        try {
            written = agreement.generateSecret(b, from);
            return written;
        } finally {
            try {
                wroteFrom(b, from, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int doFinal(Cipher cipher, byte[] out, int from) throws GeneralSecurityException {
        int written = Integer.MAX_VALUE;
        try {
            written = cipher.doFinal(out, from);
            return written;
        } finally {
            try {
                wroteFrom(out, from, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int update(Cipher cipher, byte[] in, int at, int length, byte[] out) throws GeneralSecurityException {
        int written = Integer.MAX_VALUE;
        try {
            written = cipher.update(in, at, length, out);
            return written;
        } finally {
            try {
                wroteFrom(out, 0, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int update(Cipher cipher, byte[] in, int at, int length, byte[] out, int from)
            throws GeneralSecurityException {
        int written = Integer.MAX_VALUE;
        try {
            written = cipher.update(in, at, length, out, from);
            return written;
        } finally {
            try {
                wroteFrom(out, from, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int doFinal(Cipher cipher, byte[] in, int at, int length, byte[] out)
            throws GeneralSecurityException {
        int written = Integer.MAX_VALUE;
        try {
            written = cipher.doFinal(in, at, length, out);
            return written;
        } finally {
            try {
                wroteFrom(out, 0, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int doFinal(Cipher cipher, byte[] in, int at, int length, byte[] out, int from)
            throws GeneralSecurityException {
        int written = Integer.MAX_VALUE;
        try {
            written = cipher.doFinal(in, at, length, out, from);
            return written;
        } finally {
            try {
                wroteFrom(out, from, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int encode(Base64.Encoder encoder, byte[] in, byte[] out) {
        int written = Integer.MAX_VALUE;
        try {
            written = encoder.encode(in, out);
            return written;
        } finally {
            try {
                wroteFrom(out, 0, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    @Hidden
    public static int decode(Base64.Decoder decoder, byte[] in, byte[] out) {
        int written = Integer.MAX_VALUE;
        try {
            written = decoder.decode(in, out);
            return written;
        } finally {
            try {
                wroteFrom(out, 0, written);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** @param count what the method says it wrote; {@link Integer#MAX_VALUE} if it failed */
    private static void wroteFrom(byte[] b, int from, int count) {
        ArrayHooks.wrote(b, from, count > Integer.MAX_VALUE - SLACK ? count : count + SLACK);
    }
}
