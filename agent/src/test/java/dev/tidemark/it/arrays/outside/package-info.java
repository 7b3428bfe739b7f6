/** Classes that the tests of {@code arrays=} leave out. */
package dev.tidemark.it.arrays.outside;
