package dev.tidemark.boot;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The methods that rewritten JDK code calls where it maps files, and where it changes files by other means than a mapping.
 *
 * <p>A change is told twice: before, so that whoever wants to know what changes can look at what was there, and so that it can be
 * refused; and after, because a region may be tracked meanwhile.
 *
 * <p><b>Cost.</b> Nobody asks which file it is unless {@link #watching} is set, that is while a tracked region lies in a mapped file
 * that was not changed otherwise yet. Else a change costs the two reads of that field, next to a system call; it is no call site
 * as in {@link Barrier}, because what the JIT would save there is below what can be measured, and each change would throw away the
 * compiled code of all file output.
 *
 * <p><b>Errors.</b> As in {@link Hooks}, with {@link Hooks#exposureUnsure} before the change and {@link Hooks#unsure} after it.
 */
public final class FileHooks {
    /** Whether a file's change can hit a tracked region unseen. */
    public static volatile boolean watching;

    /** Null until the agent is up. */
    public static volatile FileListener listener;

    /** {@code MAP_RW} of the JDK's file dispatcher: stores go to the file. */
    private static final int READ_WRITE = 1;

    private static final String WRITE = "a write to the mapped file";
    private static final String TRUNCATION = "truncation of the mapped file";
    private static final long END = Long.MAX_VALUE;

    private FileHooks() {}

    /** Whether the JVM has mapped a file that is still mapped. */
    public static boolean anyMapping() {
        try {
            return FileInternals.mappings() > 0;
        } catch (IOException | LinkageError e) {
            return true; // not known, so it may be
        }
    }

    /**
     * A file is about to be mapped.
     *
     * @throws IllegalStateException if the agent's {@code escape} option refuses that
     */
    public static void mapping(FileDescriptor file, long position, long byteSize, int protection) {
        FileListener told = listener;
        String refusal = null;
        try {
            FileId id = told == null || !watching ? null : FileId.of(file);
            refusal = id == null ? null : told.mapping(id, position, byteSize, protection == READ_WRITE);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failed();
        }
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
    }

    /** A file was mapped; {@code unmapper} knows where, and is null if the channel was closed or the size is 0. */
    public static void mapped(Object unmapper, FileDescriptor file, long position, long byteSize, int protection) {
        FileListener told = listener;
        try {
            FileId id = told == null || unmapper == null ? null : FileId.of(file);
            if (id != null) {
                told.mapped(id, position, byteSize, protection == READ_WRITE, FileInternals.address(unmapper));
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failed(); // and a region of this mapping does not find it, so it counts as older than the agent
        }
    }

    /** A mapping is about to go; {@code address} is that of its first system page. */
    public static void unmapping(long address, long byteSize, int pagePosition) {
        FileListener told = listener;
        try {
            if (told != null) {
                told.unmapping(address + pagePosition);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            Hooks.failures++; // a mapping too many: over-reports
        }
        Hooks.freeing(address, byteSize);
    }

    /**
     * A file is about to be written, nobody knows where.
     *
     * @throws IOException if the agent's {@code escape} option refuses that
     */
    public static void writing(FileDescriptor file) throws IOException {
        if (watching) {
            before(file, 0, END, WRITE);
        }
    }

    /** What {@link #writing} told of is over. */
    public static void wrote(FileDescriptor file) {
        if (watching) {
            after(file, 0, END, WRITE);
        }
    }

    /** As {@link #writing}, for {@code byteSize} bytes from {@code position} on. */
    public static void writingAt(FileDescriptor file, int byteSize, long position) throws IOException {
        if (watching) {
            before(file, position, position + byteSize, WRITE);
        }
    }

    /** What {@link #writingAt} told of is over. */
    public static void wroteAt(FileDescriptor file, int byteSize, long position) {
        if (watching) {
            after(file, position, position + byteSize, WRITE);
        }
    }

    /** As {@link #writing}, for a file that is about to have {@code byteSize} bytes. */
    public static void resizing(FileDescriptor file, long byteSize) throws IOException {
        if (watching) {
            before(file, byteSize, END, TRUNCATION);
        }
    }

    /** What {@link #resizing} told of is over. */
    public static void resized(FileDescriptor file, long byteSize) {
        if (watching) {
            after(file, byteSize, END, TRUNCATION);
        }
    }

    /** As {@link #resizing}, for a path that is about to be opened; {@code truncate} is the flag that says so, if it is set. */
    public static void opening(Path path, int flags, int truncate) throws IOException {
        if (watching && (flags & truncate) != 0) {
            before(path, 0, END, TRUNCATION);
        }
    }

    /** What {@link #opening} told of is over. */
    public static void opened(Path path, int flags, int truncate) {
        if (watching && (flags & truncate) != 0) {
            after(path, 0, END, TRUNCATION);
        }
    }

    /** As {@link #opening}, for a path that starts in an open directory: nobody knows to which file it leads. */
    public static void openingIn(int flags, int truncate) throws IOException {
        if (watching && (flags & truncate) != 0) {
            before(null, 0, END, TRUNCATION);
        }
    }

    /** What {@link #openingIn} told of is over. */
    public static void openedIn(int flags, int truncate) {
        if (watching && (flags & truncate) != 0) {
            after(null, 0, END, TRUNCATION);
        }
    }

    /** As {@link #opening}, for {@code FileOutputStream}, which truncates unless it appends. */
    public static void openingStream(String path, boolean append) throws IOException {
        if (watching && !append) {
            before(path, 0, END, TRUNCATION);
        }
    }

    /** What {@link #openingStream} told of is over. */
    public static void openedStream(String path, boolean append) {
        if (watching && !append) {
            after(path, 0, END, TRUNCATION);
        }
    }

    /** In place of native code that has no room for a hook: cuts or extends a file, whose position is not defined then. */
    public static void resize(FileDescriptor file, long byteSize) throws IOException {
        resizing(file, byteSize);
        try {
            FileInternals.truncate(file, byteSize);
        } finally {
            resized(file, byteSize);
        }
    }

    private static void before(Object place, long from, long to, String how) throws IOException {
        FileListener told = listener;
        String refusal = null;
        try {
            FileId file = place == null ? null : find(place);
            if (told != null && (place == null || file != null)) {
                refusal = told.changing(file, from, to, how);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failed();
        }
        if (refusal != null) {
            throw new IOException(refusal);
        }
    }

    private static void after(Object place, long from, long to, String how) {
        FileListener told = listener;
        try {
            FileId file = place == null ? null : find(place);
            if (told != null && (place == null || file != null)) {
                told.changed(file, from, to, how);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            Hooks.unsure = true;
            Hooks.failures++;
        }
    }

    /** Null if there is no such file, or none any more. */
    private static FileId find(Object place) {
        return place instanceof FileDescriptor open
                ? FileId.of(open)
                : FileId.of(place instanceof Path path ? path : Path.of((String) place));
    }

    private static void failed() {
        Hooks.exposureUnsure = true;
        Hooks.failures++;
    }
}
