package dev.tidemark.cli;

/** The exit codes that scripts rely on. */
final class ExitCode {
    /** What was asked is done. */
    static final int DONE = 0;

    /** It could not be done; stderr says why. */
    static final int FAILED = 1;

    /** The command line was wrong; nothing was tried. */
    static final int WRONG_USAGE = 2;

    private ExitCode() {}
}
