package dev.tidemark.bench.start;

/** Prints a line. */
public final class HelloProgram {
    private HelloProgram() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        System.out.println("hello");
    }
}
