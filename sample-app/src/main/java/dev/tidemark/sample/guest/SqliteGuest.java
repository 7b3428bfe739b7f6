package dev.tidemark.sample.guest;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasi.WasiOptions;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import dev.tidemark.sample.guest.GuestState.GlobalValue;
import io.roastedroot.sqlite4j.SQLiteModule;
import io.roastedroot.sqlite4j.core.wasm.DummyWasmDBImports;
import io.roastedroot.sqlite4j.core.wasm.WasmDBExports;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One SQLite machine with an in-memory database: everything it knows is in its memory and in its {@linkplain #state()
 * state}.
 *
 * <p>A guest is opened on fresh memory with {@link #open}, or continued from a copy of another guest's memory and state
 * with {@link #resume}. The copy uses the same connection at the same address; only the Java objects around it are new.
 * Copy between two calls, never during one. Statements that are open at that moment exist in the copy too, but no Java
 * object knows them there.
 */
public final class SqliteGuest {
    /** Bytes that the module asks for at least; a smaller buffer is refused. */
    public static final int MIN_BYTE_SIZE =
            Module.INSTANCE.memorySection().orElseThrow().getMemory(0).limits().initialPages() * BufferMemory.PAGE_SIZE;

    private static final int SQLITE_OK = 0;
    private static final int SQLITE_NOMEM = 7;
    /** The part of an extended result code that is the plain one. */
    private static final int PRIMARY_CODE = 0xFF;

    private static final int OPEN_READWRITE_CREATE = 0x2 | 0x4;
    private static final int POINTER_SIZE = 4;

    private final Instance instance;
    private final BufferMemory memory;
    private final WasmDBExports sqlite;
    private int database;

    private SqliteGuest(ByteBuffer ram) {
        MemoryLimits asked =
                Module.INSTANCE.memorySection().orElseThrow().getMemory(0).limits();
        this.memory = new BufferMemory(ram, asked);
        // No directories, no clock of its own, silent streams: nothing outside memory that a copy could miss.
        WasiPreview1 system = WasiPreview1.builder()
                .withOptions(WasiOptions.builder().build())
                .build();
        this.instance = Instance.builder(Module.INSTANCE)
                .withMachineFactory(SQLiteModule::create)
                .withMemoryFactory(limits -> memory)
                .withImportValues(ImportValues.builder()
                        .addFunction(system.toHostFunctions())
                        .addFunction(new DummyWasmDBImports().toHostFunctions())
                        .build())
                .build();
        this.sqlite = new WasmDBExports(instance);
    }

    /**
     * Starts a guest in {@code ram} and opens an empty database.
     *
     * @param ram at least {@link #MIN_BYTE_SIZE} bytes; what is in it is overwritten
     */
    public static SqliteGuest open(ByteBuffer ram) {
        SqliteGuest guest = new SqliteGuest(ram);
        guest.openDatabase();
        // The guest has no file system to put temporary tables into.
        guest.execute("pragma temp_store = memory");
        return guest;
    }

    /**
     * A guest that is to continue another one: fill {@code ram} with that one's memory and {@link #restore} its registers before the first
     * call.
     *
     * @param ram the new guest's memory, as large as the old one's; what is in it is overwritten
     */
    public static SqliteGuest unopened(ByteBuffer ram) {
        return new SqliteGuest(ram);
    }

    /**
     * Continues the guest whose memory is {@code image} and whose registers are {@code state}.
     *
     * @param ram the new guest's memory; as large as the image
     * @param image all bytes of the old guest's buffer, from position to limit; read, and left at its limit
     */
    public static SqliteGuest resume(ByteBuffer ram, ByteBuffer image, GuestState state) {
        if (image.remaining() != ram.capacity()) {
            throw new IllegalArgumentException("the image must be as large as the memory: image=" + image.remaining()
                    + " memory=" + ram.capacity());
        }
        SqliteGuest guest = unopened(ram);
        ram.duplicate().clear().put(image);
        guest.restore(state);
        return guest;
    }

    private void openDatabase() {
        int handle = sqlite.malloc(POINTER_SIZE);
        int name = sqlite.allocCString(":memory:");
        int result = sqlite.openV2(name, handle, OPEN_READWRITE_CREATE, 0);
        database = sqlite.ptr(handle);
        sqlite.free(name);
        sqlite.free(handle);
        check(result, "open");
    }

    /** Registers as they are now. Valid for a copy of memory that is made before the guest's next call. */
    public GuestState state() {
        List<GlobalValue> values = new ArrayList<>();
        for (int index : mutableGlobals()) {
            GlobalInstance global = instance.global(index);
            values.add(new GlobalValue(index, global.getValueLow(), global.getValueHigh()));
        }
        return new GuestState(memory.pages(), database, values);
    }

    /**
     * Sets the registers; memory must already hold the bytes that belong to them.
     *
     * @throws IllegalArgumentException if the state is of another module or of a larger memory
     */
    public void restore(GuestState state) {
        List<Integer> known = mutableGlobals();
        List<Integer> given = state.globals().stream().map(GlobalValue::index).toList();
        if (!known.equals(given)) {
            throw new IllegalArgumentException(
                    "the state is of another module: its mutable globals are " + given + ", this one's " + known);
        }
        memory.resize(state.memoryPages());
        database = state.database();
        for (GlobalValue value : state.globals()) {
            GlobalInstance global = instance.global(value.index());
            global.setValueLow(value.low());
            global.setValueHigh(value.high());
        }
    }

    private List<Integer> mutableGlobals() {
        int count = instance.imports().globalCount()
                + Module.INSTANCE.globalSection().globalCount();
        List<Integer> indexes = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            if (instance.global(index).getMutabilityType() == MutabilityType.Var) {
                indexes.add(index);
            }
        }
        return indexes;
    }

    /**
     * Runs statements that return nothing.
     *
     * @throws GuestException if SQLite refuses
     */
    public void execute(String sql) {
        int text = sqlite.allocCString(sql);
        int result = sqlite.exec(database, text, 0, 0, 0);
        sqlite.free(text);
        check(result, sql);
    }

    /**
     * Compiles one statement, to be run many times.
     *
     * @throws GuestException if SQLite refuses
     */
    public GuestStatement prepare(String sql) {
        int handle = sqlite.malloc(POINTER_SIZE);
        int text = sqlite.allocCString(sql);
        int result = sqlite.prepareV2(database, text, -1, handle, 0);
        int statement = sqlite.ptr(handle);
        sqlite.free(text);
        sqlite.free(handle);
        check(result, sql);
        return new GuestStatement(this, sqlite, statement, sql);
    }

    /** The first column of the first row, as a number. */
    public long queryLong(String sql) {
        try (GuestStatement statement = prepare(sql)) {
            return statement.queryLong();
        }
    }

    /** The first column of the first row, as text. */
    public String queryText(String sql) {
        try (GuestStatement statement = prepare(sql)) {
            return statement.queryText();
        }
    }

    /** SQLite's version. */
    public String version() {
        return text(sqlite.version());
    }

    String text(int address) {
        return memory.readCString(address);
    }

    void check(int result, String sql) {
        if (result != SQLITE_OK) {
            throw failure(sql);
        }
    }

    GuestException failure(String sql) {
        boolean full = (sqlite.extendedErrorcode(database) & PRIMARY_CODE) == SQLITE_NOMEM;
        return new GuestException("SQLite: " + text(sqlite.errmsg(database)) + ", in: " + sql
                + (full ? "; its memory has " + memory.maximumPages() * 64 + " KiB: give it more (--size)" : ""));
    }

    /** The module, parsed once per JVM. */
    private static final class Module {
        static final WasmModule INSTANCE = SQLiteModule.load();

        private Module() {}
    }
}
