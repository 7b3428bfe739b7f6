package dev.tidemark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal while {@code top} has it: its other screen, no echo, keys one by one. Closing gives it back as it was, whatever
 * happened.
 *
 * <p>JLine finds the window's size and sets the modes, through the system's own {@code stty}: no native library is loaded, which
 * newer JDKs would warn of.
 */
final class TopScreen implements AutoCloseable {
    /** What a user can press. */
    enum Key {
        UP,
        DOWN,
        LEFT,
        RIGHT,
        SORT,
        QUIT,
        /** Another key, or none in time. */
        NONE
    }

    private static final int ESC = 27;
    private static final int CTRL_C = 3;
    private static final long SEQUENCE_MILLIS = 50;

    private final Terminal terminal;
    private final Attributes before;
    private volatile boolean resized = true;
    private volatile boolean interrupted;
    private Size size;

    private TopScreen(Terminal terminal) {
        this.terminal = terminal;
        before = terminal.enterRawMode();
        terminal.handle(Signal.WINCH, signal -> resized = true);
        terminal.handle(Signal.INT, signal -> interrupted = true);
        // another screen, no cursor, no line wrapping
        print("\u001b[?1049h\u001b[?25l\u001b[?7l");
    }

    /** Whether stdin and stdout are a terminal that can be taken. */
    static boolean isThere() {
        String type = System.getenv("TERM");
        ExecTerminalProvider provider = new ExecTerminalProvider();
        return type != null
                && !type.equals("dumb")
                && provider.isSystemStream(SystemStream.Input)
                && provider.isSystemStream(SystemStream.Output);
    }

    /** Takes the terminal. */
    static TopScreen open() {
        Charset charset = charset();
        try {
            return new TopScreen(new ExecTerminalProvider()
                    .sysTerminal(
                            "tidemark",
                            System.getenv("TERM"),
                            false,
                            charset,
                            charset,
                            charset,
                            true,
                            SignalHandler.SIG_DFL,
                            false,
                            SystemStream.Output));
        } catch (IOException e) {
            throw CliException.failed("cannot use this terminal: " + e.getMessage() + "; use --once", e);
        }
    }

    private static Charset charset() {
        String locale = firstSet("LC_ALL", "LC_CTYPE", "LANG").toLowerCase(java.util.Locale.ROOT);
        return locale.contains("utf-8") || locale.contains("utf8") ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    }

    private static String firstSet(String... variables) {
        for (String variable : variables) {
            String value = System.getenv(variable);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    boolean showsUnicode() {
        return terminal.encoding().equals(StandardCharsets.UTF_8);
    }

    /** Whether the window changed its size since {@link #size} was last asked. */
    boolean wasResized() {
        return resized;
    }

    /** Columns and lines of the window; 80 by 24 where it does not tell. */
    Size size() {
        if (resized) {
            resized = false;
            Size told = terminal.getSize();
            size = told.getColumns() > 0 && told.getRows() > 0 ? told : Size.of(80, 24);
        }
        return size;
    }

    /** Replaces the picture, without flicker. */
    void show(List<String> lines) {
        StringBuilder picture = new StringBuilder("\u001b[H");
        for (int i = 0; i < lines.size(); i++) {
            picture.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append("\u001b[K");
        }
        print(picture.append("\u001b[J").toString());
    }

    /** The next key, awaited for so long. The end of the input is {@link Key#QUIT}. */
    Key key(long millis) {
        if (interrupted) {
            return Key.QUIT;
        }
        try {
            NonBlockingReader keys = terminal.reader();
            int c = keys.read(millis);
            if (c == ESC) {
                int next = keys.read(SEQUENCE_MILLIS);
                c = next == '[' || next == 'O' ? arrow(keys.read(SEQUENCE_MILLIS)) : next;
            }
            return switch (c) {
                case 'k', 'p' -> Key.UP;
                case 'j', 'n', 'r' -> Key.DOWN;
                case 'h' -> Key.LEFT;
                case 'l', 'c' -> Key.RIGHT;
                case 's' -> Key.SORT;
                case 'q', CTRL_C, NonBlockingReader.EOF -> Key.QUIT;
                default -> interrupted ? Key.QUIT : Key.NONE;
            };
        } catch (IOException e) {
            return Key.QUIT; // the terminal is gone
        }
    }

    /** The letter that does the same as the arrow. */
    private static int arrow(int c) {
        return switch (c) {
            case 'A' -> 'k';
            case 'B' -> 'j';
            case 'C' -> 'l';
            case 'D' -> 'h';
            default -> NonBlockingReader.READ_EXPIRED;
        };
    }

    @Override
    public void close() {
        print("\u001b[?7h\u001b[?25h\u001b[?1049l");
        terminal.setAttributes(before);
        try {
            terminal.close();
        } catch (IOException e) {
            // It has its modes and its screen back, or is gone.
            return;
        }
    }

    private void print(String text) {
        PrintWriter writer = terminal.writer();
        writer.print(text);
        writer.flush();
    }
}
