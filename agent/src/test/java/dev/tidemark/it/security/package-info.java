/** Who may do what from afar. */
package dev.tidemark.it.security;
