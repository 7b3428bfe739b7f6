/**
 * Races of two threads, in millions of samples, by jcstress. Those on {@link dev.tidemark.boot.Marks} are cheap and see the
 * narrow windows; those on regions run the whole way, hooks and safepoint included, and are slow because of the latter.
 */
package dev.tidemark.stress.jcstress;
