package dev.tidemark.instrument.arrays;

/** Who wants to hear of code that escapes the watch. Called on any thread, inside class loading; must not throw. */
public interface ArrayWatch {
    /** A class was left as it is. Any array may be written there unseen. */
    void leftAlone(String className, String why);
}
