/**
 * The same work done by Tidemark and by what others use in its place: a guest writes, somebody finds the pages that changed
 * and copies them.
 *
 * <p><b>Rule of this package.</b> One peer per JVM, so that the JIT binds {@link dev.tidemark.bench.peers.Peer#wrote} to it and
 * inlines it into the guest's loop, as it would inline code that was written there by hand. Only the JVM of Tidemark runs the
 * agent, and there alone {@link dev.tidemark.bench.peers.Marked} is loaded, which is all that touches {@code dev.tidemark}. {@link dev.tidemark.bench.peers.PeerFork} is what runs in such a JVM, {@link dev.tidemark.bench.peers.PeersMeasurement}
 * starts them, one of each in turn.
 */
package dev.tidemark.bench.peers;
