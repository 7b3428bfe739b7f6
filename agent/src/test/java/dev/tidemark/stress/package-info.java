/**
 * Evidence that no write is lost: soaks and jcstress tests under the finished jar in JVMs of their own, and mutants that these
 * tests must catch.
 */
package dev.tidemark.stress;
