/**
 * What regions do over time: how fast they get dirty, what the next increment will be like, and whether somebody wants to be told.
 *
 * <p><b>Rule of this package.</b> It looks at regions through {@code track} and changes nothing for any client that has a name: what
 * it must clear, it clears for a client of its own, which it removes afterwards. Nothing here runs, and nothing is loaded, until
 * somebody asks.
 *
 * <p><b>Errors.</b> {@link java.lang.IllegalArgumentException} for a wrong argument, {@link java.lang.IllegalStateException} where the
 * region has ended or too much is going on; the message gives the rule. Neither changes anything.
 */
package dev.tidemark.watch;
