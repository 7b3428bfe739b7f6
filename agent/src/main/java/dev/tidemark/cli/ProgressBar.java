package dev.tidemark.cli;

import dev.tidemark.options.Sizes;
import dev.tidemark.snapshot.SnapshotProgress;
import java.io.Console;
import java.io.PrintStream;

/** A line on a terminal's stderr that grows with the work, and goes when that is done. Prints nothing into a pipe. */
final class ProgressBar implements SnapshotProgress, AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final int WIDTH = 30;

    private final String what;
    private final PrintStream terminal;
    private long drawnAt;
    private int drawn;

    ProgressBar(String what) {
        this(what, isTerminal() ? System.err : null);
    }

    /** @param terminal null for none */
    ProgressBar(String what, PrintStream terminal) {
        this.what = what;
        this.terminal = terminal;
    }

    @Override
    public void at(long doneBytes, long totalBytes) {
        long now = System.nanoTime();
        if (terminal == null || drawn > 0 && now - drawnAt < REDRAW_NANOS) {
            return;
        }
        drawnAt = now;
        int share = totalBytes == 0 ? 100 : (int) (doneBytes * 100.0 / totalBytes);
        int full = share * WIDTH / 100;
        draw(what + " [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + share + " %, " + Sizes.human(doneBytes)
                + " of " + Sizes.human(totalBytes));
    }

    @Override
    public void close() {
        if (drawn > 0) {
            draw("");
            terminal.print('\r');
        }
    }

    private void draw(String line) {
        terminal.print('\r' + line + " ".repeat(Math.max(0, drawn - line.length())));
        terminal.flush();
        drawn = line.length();
    }

    /** From JDK 22 on there is a console in a pipe too, which says whether it is a terminal. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
