package dev.tidemark.it.arrays.outside;

/** A class that a holder extends without overriding. */
public class Base {
    /** Stores one byte. */
    public void base(byte[] array) {
        array[Outsider.AT]++;
    }
}
