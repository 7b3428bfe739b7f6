/** The agent attached to programs that run already. */
package dev.tidemark.it.attach;
