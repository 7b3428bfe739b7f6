/** Events of the Flight Recorder, read from recordings of forked JVMs. */
package dev.tidemark.it.flight;
