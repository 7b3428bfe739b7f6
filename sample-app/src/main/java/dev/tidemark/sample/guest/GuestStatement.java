package dev.tidemark.sample.guest;

import io.roastedroot.sqlite4j.core.wasm.WasmDBExports;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** A compiled statement in the guest. Bind, run, again; parameters are numbered from 1 and stay bound. */
public final class GuestStatement implements AutoCloseable {
    private static final int SQLITE_ROW = 100;
    private static final int SQLITE_DONE = 101;

    private final SqliteGuest guest;
    private final WasmDBExports sqlite;
    private final int statement;
    private final String sql;

    GuestStatement(SqliteGuest guest, WasmDBExports sqlite, int statement, String sql) {
        this.guest = guest;
        this.sqlite = sqlite;
        this.statement = statement;
        this.sql = sql;
    }

    /** Binds a number. */
    public GuestStatement bind(int parameter, long value) {
        guest.check(sqlite.bindLong(statement, parameter, value), sql);
        return this;
    }

    /** Binds text; SQLite makes its own copy. */
    public GuestStatement bind(int parameter, String value) {
        int address = sqlite.allocCString(value);
        int byteLength = value.getBytes(StandardCharsets.UTF_8).length;
        int result = sqlite.bindText(statement, parameter, address, byteLength);
        sqlite.free(address);
        guest.check(result, sql);
        return this;
    }

    /** Runs to the end; rows, if any, are skipped. */
    public void run() {
        int result = sqlite.step(statement);
        while (result == SQLITE_ROW) {
            result = sqlite.step(statement);
        }
        finish(result);
    }

    /** Runs to the first row and returns its first column as a number. */
    public long queryLong() {
        firstRow();
        long value = sqlite.columnLong(statement, 0);
        sqlite.reset(statement);
        return value;
    }

    /** Runs to the end and hands over the first column of each row as a number. */
    public void forEachLong(LongConsumer consumer) {
        int result = sqlite.step(statement);
        while (result == SQLITE_ROW) {
            consumer.accept(sqlite.columnLong(statement, 0));
            result = sqlite.step(statement);
        }
        finish(result);
    }

    /** Runs to the first row and returns its first column as text. */
    public String queryText() {
        firstRow();
        String value = guest.text(sqlite.columnText(statement, 0));
        sqlite.reset(statement);
        return value;
    }

    private void firstRow() {
        int result = sqlite.step(statement);
        if (result != SQLITE_ROW) {
            finish(result);
            throw new GuestException("SQLite: no row, in: " + sql);
        }
    }

    private void finish(int result) {
        if (result != SQLITE_DONE) {
            GuestException failure = guest.failure(sql);
            sqlite.reset(statement);
            throw failure;
        }
        sqlite.reset(statement);
    }

    /** Frees the statement in the guest. */
    @Override
    public void close() {
        sqlite.finalize(statement);
    }
}
