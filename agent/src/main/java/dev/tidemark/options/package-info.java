/**
 * The agent's options: one table that the parser, the help texts and the documentation share.
 *
 * <p><b>Rule of this package.</b> A key, its default, its meaning and its rule stand in {@link
 * dev.tidemark.options.OptionTable} and nowhere else. An option that nothing obeys does not stand there. The package uses
 * {@code java.base} alone and depends on no other package of the agent, so that both the agent at start and the command line
 * can check options in the same way. Loaded by the class loader that loads the agent jar.
 *
 * <p><b>Errors.</b> Every refusal is an {@link java.lang.IllegalArgumentException} whose message is one line: the key, the
 * value, the rule, the valid choices. Nothing here prints or exits.
 *
 * <p><b>Start-up.</b> Every start of an observed JVM parses options, so the way through a correct agent string uses no
 * lambdas, streams, regular expressions or format strings: the first use of each costs a JVM about 10 ms.
 *
 * <p><b>Thread safety.</b> All types are immutable or have no state.
 */
package dev.tidemark.options;
