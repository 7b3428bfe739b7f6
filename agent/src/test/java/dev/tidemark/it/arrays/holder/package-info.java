/** Classes that {@code arrays=dev.tidemark.it.arrays.holder.*} names. */
package dev.tidemark.it.arrays.holder;
