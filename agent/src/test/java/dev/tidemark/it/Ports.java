package dev.tidemark.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of loopback for JVMs that cannot be told to take any. */
public final class Ports {
    /** Below those that systems hand out for outgoing connections, so that none is taken before the JVM listens there. */
    private static final int FIRST = 20_000;

    private static final int END = 32_000;
    private static final int TRIES = 1000;

    private Ports() {}

    /** One at which nobody listens. */
    public static int free() throws IOException {
        for (int i = 1; ; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }
}
