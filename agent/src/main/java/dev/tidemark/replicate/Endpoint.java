package dev.tidemark.replicate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a replica listens.
 *
 * @param address TCP or Unix
 */
public record Endpoint(SocketAddress address) {
    private static final String UNIX = "unix:";
    private static final String FORM = "HOST:PORT, [IPV6]:PORT or unix:PATH";

    /** Checks the kind. */
    public Endpoint {
        if (!(address instanceof InetSocketAddress) && !(address instanceof UnixDomainSocketAddress)) {
            throw new IllegalArgumentException("an endpoint is an address of TCP or of a Unix socket: " + address);
        }
    }

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:PATH}. Looks the host up.
     *
     * @throws IllegalArgumentException if the text is none of these, or the host is not known
     */
    public static Endpoint parse(String text) {
        if (text.startsWith(UNIX)) {
            return unix(text.substring(UNIX.length()));
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || !bracketed && host.contains(":")) {
            throw new IllegalArgumentException("an endpoint is " + FORM + ": '" + text + "'");
        }
        int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the port of an endpoint is 0 to 65535: '" + text + "'");
        }
        try {
            String name = bracketed ? host.substring(1, host.length() - 1) : host;
            return new Endpoint(new InetSocketAddress(InetAddress.getByName(name), port));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host of endpoint '" + text + "' is not known", e);
        }
    }

    private static Endpoint unix(String path) {
        try {
            return new Endpoint(UnixDomainSocketAddress.of(Path.of(path)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("an endpoint is " + FORM + ": '" + UNIX + path + "'", e);
        }
    }

    boolean isUnix() {
        return address instanceof UnixDomainSocketAddress;
    }

    /** Whether bytes stay on this machine. */
    boolean isLocal() {
        return isUnix() || ((InetSocketAddress) address).getAddress().isLoopbackAddress();
    }

    InetSocketAddress tcp() {
        return (InetSocketAddress) address;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        if (address instanceof UnixDomainSocketAddress unix) {
            return UNIX + unix.getPath();
        }
        String host = tcp().getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + tcp().getPort();
    }
}
