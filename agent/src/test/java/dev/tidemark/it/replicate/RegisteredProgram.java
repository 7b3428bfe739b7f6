package dev.tidemark.it.replicate;

import dev.tidemark.Guests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A guest that somebody else moves. Prints the SHA-256 of its memory once it was stopped. */
public final class RegisteredProgram {
    private RegisteredProgram() {}

    public static void main(String[] args) throws Exception {
        ByteBuffer ram = ByteBuffer.allocateDirect(1 << 20);
        EdgeGuest guest = new EdgeGuest(ram, "edge");
        Guests.register(guest.region, guest);
        System.out.println("ready");
        guest.run();
        byte[] bytes = new byte[ram.capacity()];
        ram.get(0, bytes);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
        System.out.println("stopped " + HexFormat.of().formatHex(sum));
        System.in.read(); // so that whoever moved it can ask how it went
    }
}
