/**
 * Loops in which a JIT might move the look at a page's mark away from the store that it belongs to, and the test that it does
 * not. The package is what {@code arrays=} names there.
 */
package dev.tidemark.it.loops;
