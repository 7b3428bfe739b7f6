/**
 * The command line: {@code java -jar tidemark-agent.jar COMMAND}.
 *
 * <p><b>Rule of this package.</b> It runs in a JVM of its own and knows the agent in another JVM only through the attach API
 * and JMX; it never creates a client there and never exits its JVM. picocli, JLine and the attach API are used here and nowhere
 * else, and never loaded where the jar runs as an agent. One class per command; commands gather values first and print them
 * afterwards, as a table or as JSON.
 *
 * <p><b>Output.</b> Results go to stdout, without colours, so that they can be piped; progress goes to stderr where that is a
 * terminal. Only {@code top} takes the terminal, where there is one, and gives it back in any case. Every failure is one line on
 * stderr that says what was wrong and what to do. Exit codes: {@link dev.tidemark.cli.ExitCode}.
 *
 * <p><b>Thread safety.</b> One thread at a time; another JVM is asked on a thread of its own, see {@link
 * dev.tidemark.cli.Deadline}, whose end the command waits for or gives up.
 */
package dev.tidemark.cli;
