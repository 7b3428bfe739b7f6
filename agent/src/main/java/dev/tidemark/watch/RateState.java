package dev.tidemark.watch;

/** Where a measurement of the dirty rate is. */
public enum RateState {
    /** Nobody has measured yet. */
    NONE,
    /** The window is open. */
    MEASURING,
    /** The figures are there. */
    MEASURED,
    /** The window was not measured to its end. */
    FAILED
}
