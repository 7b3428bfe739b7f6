/**
 * The agent's face towards JMX: one bean for the tracker, one per region, one for snapshots, and the
 * registrar that keeps them in step.
 *
 * <p><b>Rule of this package.</b> It sees {@code track} and {@code snapshot} through their public types and adds no tracking of its
 * own. What a bean
 * says of itself (descriptions, parameter names, impact) stands in annotations on its interface and nowhere else. Loaded by
 * the class loader that loads the agent jar.
 *
 * <p><b>Attributes</b> are bounded and take nothing from any client, because a metric scraper reads all of them again and
 * again and a read-only JMX role can use nothing else. All are cheap but {@code Clients}, which scans the region's marks and
 * files them under their clients, as every look does. <b>Operations</b> take only {@code String}, {@code long}, {@code
 * int} and {@code boolean}, because those are what JConsole lets a person type; every listing takes a limit and answers with a cursor.
 *
 * <p><b>Long work</b> (snapshots) is a job on a thread of its own, so that a caller that goes away or loses patience changes nothing; its
 * failure is its result.
 *
 * <p><b>Errors.</b> Operations throw {@link java.lang.IllegalArgumentException} for a wrong argument (the message gives the
 * rule and the valid names) and {@link java.lang.IllegalStateException} when the region has ended or too much is open;
 * nothing else, so that a remote client without these classes can read every answer. Neither changes anything.
 *
 * <p><b>Thread safety.</b> Everything may be called from any thread. No lock that the registrar takes is held while {@code track}
 * is called from an operation, so that {@code track} may call the registrar under locks of its own.
 */
package dev.tidemark.jmx;
