package dev.tidemark.it.living;

/** Runs a task within a class initialiser: the JVM's own frame below it pins a virtual thread to its carrier. */
final class PinnedTask {
    /** What the initialiser of the next copy of this class runs. */
    static final ThreadLocal<Runnable> NEXT = new ThreadLocal<>();

    private PinnedTask() {}

    /** The class that a hidden copy is made of; the copy has an initialiser of its own. */
    static final class Body {
        static {
            NEXT.get().run();
        }

        private Body() {}
    }
}
