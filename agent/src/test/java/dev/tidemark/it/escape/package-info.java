/** Programs that go around the buffers' own methods, and what the agent makes of them. */
package dev.tidemark.it.escape;
