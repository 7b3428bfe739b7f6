package dev.tidemark.replicate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;

/** Opens connections, and refuses those that would be neither local nor protected. */
final class Sockets {
    private Sockets() {}

    /** @throws ReplicationException if the address is not local and there is neither TLS nor the user's word that none is wanted */
    static void requireProtection(Endpoint endpoint, Tls tls, boolean unprotected) throws ReplicationException {
        if (tls == null && !unprotected && !endpoint.isLocal()) {
            throw new ReplicationException(
                    "endpoint " + endpoint + " is not on this machine, and without TLS everybody on"
                            + " the way can read and change the memory that is sent: give key stores, or say that the network"
                            + " is trusted");
        }
    }

    /** Connects to a replica. */
    static Wire connect(Endpoint to, Tls tls, int timeoutMillis) throws IOException {
        try {
            if (to.isUnix()) {
                return Wire.of(SocketChannel.open(to.address()));
            }
            if (tls == null) {
                SocketChannel channel = SocketChannel.open();
                try {
                    channel.socket().connect(to.tcp(), timeoutMillis);
                    return plain(channel);
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
            }
            return secure(to.tcp(), tls, timeoutMillis);
        } catch (SSLException e) {
            throw new ReplicationException(
                    "the replica at " + to + " was not trusted, or did not trust this side: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ReplicationException(
                    "cannot reach a replica at " + to + ": " + e.getMessage() + "; is it listening there?", e);
        }
    }

    private static Wire secure(InetSocketAddress to, Tls tls, int timeoutMillis) throws IOException {
        Socket below = new Socket();
        try {
            below.connect(to, timeoutMillis);
            below.setTcpNoDelay(true);
            below.setSoTimeout(timeoutMillis);
            Wire wire = Wire.of(tls.client(below, to.getHostString(), to.getPort()), below);
            below.setSoTimeout(0);
            return wire;
        } catch (IOException | RuntimeException e) {
            below.close();
            throw e;
        }
    }

    /** The replica's side of a connection that was accepted. */
    static Wire accepted(SocketChannel channel, Endpoint endpoint, Tls tls, int timeoutMillis) throws IOException {
        if (endpoint.isUnix()) {
            return Wire.of(channel);
        }
        if (tls == null) {
            return plain(channel);
        }
        Socket below = channel.socket();
        below.setTcpNoDelay(true);
        below.setSoTimeout(timeoutMillis);
        Wire wire = Wire.of(tls.server(below), below);
        below.setSoTimeout(0);
        return wire;
    }

    private static Wire plain(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return Wire.of(channel);
    }
}
