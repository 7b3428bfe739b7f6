package dev.tidemark.it.libraries;

import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import dev.tidemark.it.Replica;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import java.util.Random;
import org.h2.Driver;
import org.h2.store.fs.FilePath;

/**
 * H2 on {@code nioMapped:} files, whose mappings the agent tracks by its {@code min} option. The file is the oracle: a replica that
 * takes over nothing but dirty pages must equal it. The only argument is a directory.
 */
public final class H2Program {
    private static final int ROUNDS = 120;
    private static final int ROWS = 3000;

    /** After so many commits the database finds free space within its file, and the mapping stays. */
    private static final int WARM_UP = 600;

    private static final int SIZE = 2 << 20;

    private final Random random = new Random(Seed.of("H2Program"));
    private Region region;
    private Replica replica;
    private int steps;
    private long dirtyPages;
    private int remapped;

    private H2Program() {}

    /** A directory. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        H2Program files = new H2Program();
        files.writeFile(directory.resolve("plain"));
        files.print("file");
        H2Program database = new H2Program();
        database.writeDatabase(directory.resolve("database"));
        database.print("database");
    }

    private void writeFile(Path file) throws IOException {
        try (FileChannel channel = FilePath.get("nioMapped:" + file).open("rw")) {
            channel.write(ByteBuffer.allocate(1), SIZE - 1);
            for (int i = 0; i < ROUNDS; i++) {
                for (int writes = random.nextInt(20); writes >= 0; writes--) {
                    byte[] bytes = Noise.bytes(random, 9000);
                    channel.write(ByteBuffer.wrap(bytes), random.nextInt(SIZE - bytes.length));
                }
                if (i % 40 == 39) {
                    channel.write(ByteBuffer.allocate(1), channel.size() + 100_000); // a new, longer mapping
                }
                judge(file);
            }
        }
    }

    private void writeDatabase(Path base) throws SQLException, IOException {
        Path file = base.resolveSibling(base.getFileName() + ".mv.db");
        try (Connection connection = new Driver()
                        .connect("jdbc:h2:nioMapped:" + base + ";WRITE_DELAY=0;RETENTION_TIME=0", new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("create table account(id int primary key, owner varchar, balance bigint)");
            try (PreparedStatement insert = connection.prepareStatement("insert into account values(?, ?, ?)")) {
                for (int i = 0; i < ROWS; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, "owner " + random.nextLong());
                    insert.setLong(3, random.nextInt());
                    insert.addBatch();
                }
                connection.setAutoCommit(false);
                insert.executeBatch();
                connection.commit();
                connection.setAutoCommit(true);
            }
            try (PreparedStatement update =
                    connection.prepareStatement("update account set balance = balance + ?, owner = ? where id = ?")) {
                for (int i = 0; i < WARM_UP + ROUNDS; i++) {
                    update.setLong(1, i);
                    update.setString(2, Noise.text(random, 200));
                    update.setInt(3, random.nextInt(ROWS));
                    update.executeUpdate();
                    if (i >= WARM_UP) {
                        judge(file);
                    }
                }
            }
        }
    }

    /** The database writes in the background too, so bytes count that stayed as they were while the replica was brought up to date. */
    private void judge(Path file) throws IOException {
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                Region current = current();
                byte[] before = Files.readAllBytes(file);
                if (current != region) {
                    region = current;
                    replica = new Replica(region, "backup");
                    replica.update(ByteBuffer.wrap(Files.readAllBytes(file)));
                    remapped++;
                } else {
                    DirtyPages dirty = replica.update(ByteBuffer.wrap(Files.readAllBytes(file)));
                    dirtyPages += dirty.pageCount();
                    steps++;
                }
                byte[] after = Files.readAllBytes(file);
                compare(before, after);
                if (region.coverage() != Coverage.COMPLETE && region.coverage() != Coverage.SHARED_MAPPING) {
                    throw new AssertionError("coverage of " + region + ": " + region.coverage());
                }
                return;
            } catch (IllegalStateException | IndexOutOfBoundsException e) {
                // mapped anew meanwhile, longer or shorter
            }
        }
        throw new AssertionError("the file is mapped anew all the time: " + file);
    }

    private void compare(byte[] before, byte[] after) {
        byte[] copy = replica.bytes();
        int length = Math.min(copy.length, Math.min(before.length, after.length));
        if (Arrays.equals(copy, 0, length, after, 0, length)) {
            return;
        }
        for (int i = 0; i < length; i++) {
            if (copy[i] != after[i] && before[i] == after[i]) {
                throw new AssertionError("MISSED byte " + i + " of " + region + " in step " + steps);
            }
        }
    }

    private static Region current() {
        Region newest = null;
        for (Region each : Tidemark.regions()) {
            if (each.kind() == RegionKind.MAPPED) {
                newest = each;
            }
        }
        if (newest == null) {
            throw new AssertionError("H2 mapped no file that the agent tracks: " + Tidemark.regions());
        }
        return newest;
    }

    private void print(String what) {
        long pages = region.isOpen() ? region.pageCount() : 0;
        System.out.println("h2 " + what + ": " + steps + " steps, " + remapped + " mappings, " + dirtyPages
                + " pages dirty, the last mapping " + pages + " pages, " + region.coverage() + ", 0 bytes missed");
        if (steps < ROUNDS / 2) {
            throw new AssertionError("H2 mapped its file anew in too many steps");
        }
    }
}
