/**
 * A tab for JConsole: {@code jconsole -pluginpath tidemark-agent.jar}.
 *
 * <p><b>Rule of this package.</b> It runs in JConsole's JVM and knows the agent in another JVM only through JConsole's connection to
 * its beans. Swing and JConsole's classes are used here and nowhere else, and never loaded where the jar runs as an agent or as the
 * command line.
 *
 * <p><b>Threads.</b> Every call of a bean is made by a worker, off the event thread, so that a slow connection holds up no click;
 * everything else happens on the event thread. A worker is given a {@link dev.tidemark.jconsole.Wish} and answers with a {@link
 * dev.tidemark.jconsole.Look}; both never change.
 */
package dev.tidemark.jconsole;
