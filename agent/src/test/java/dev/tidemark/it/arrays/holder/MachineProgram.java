package dev.tidemark.it.arrays.holder;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A guest: a machine of sixteen registers, interpreted, whose program and data are in one array. It sieves primes and sorts them
 * backwards, while a replica is kept up to date by the pages that harvests tell.
 */
public final class MachineProgram {
    private static final int SIZE = 1 << 20;
    private static final int FLAGS = 4_096;
    private static final int NUMBERS = 20_000;
    private static final int OUT = FLAGS + NUMBERS + 100;

    private static final int SET = 0;
    private static final int ADD = 1;
    private static final int STORE = 2;
    private static final int LOAD = 3;
    private static final int LESS = 4;
    private static final int ZERO = 5;
    private static final int JUMP = 6;
    private static final int STORE_INT = 7;
    private static final int HALT = 8;

    private final byte[] ram;
    private final int[] registers = new int[16];
    private int counter;
    private int end;

    private MachineProgram(byte[] ram) {
        this.ram = ram;
    }

    /** Prints what it did; exit code 0 if the replica was equal at each harvest. */
    public static void main(String[] arguments) {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        Region region = Tidemark.track("guest", buffer, 64);
        Client client = Tidemark.client("replica");
        MachineProgram machine = new MachineProgram(buffer.array());
        machine.assemble();
        byte[] replica = new byte[SIZE];
        long copied = 0;
        int harvests = 0;
        boolean halted;
        do {
            halted = machine.run(50_000);
            long[] bytes = new long[1];
            region.harvest(client).forEachRun((offset, length) -> {
                System.arraycopy(machine.ram, (int) offset, replica, (int) offset, (int) length);
                bytes[0] += length;
            });
            copied += bytes[0];
            harvests++;
            if (!Arrays.equals(replica, machine.ram)) {
                throw new AssertionError("the replica differs at " + Arrays.mismatch(replica, machine.ram)
                        + " after harvest " + harvests);
            }
        } while (!halted);
        int primes = machine.registers[6];
        int last = machine.readInt(OUT + 4 * (primes - 1));
        System.out.println(primes + " primes, last " + last + ", " + harvests + " harvests, " + copied
                + " bytes copied, coverage " + region.coverage());
        if (region.coverage() != dev.tidemark.Coverage.COMPLETE || primes != 2262 || last != 19997) {
            throw new AssertionError(region.coverageReason());
        }
        Reference.reachabilityFence(buffer);
    }

    /** for (r1 = 2; r1 < NUMBERS; r1++) if (!flag[r1]) { out[r6++] = r1; for (r2 = 2 * r1; r2 < NUMBERS; r2 += r1) flag[r2] = 1; } */
    private void assemble() {
        emit(SET, 0, 1);
        emit(SET, 1, 2);
        emit(SET, 5, NUMBERS);
        emit(SET, 6, 0);
        emit(SET, 7, OUT);
        emit(SET, 8, 4);
        int outer = end;
        emit(LESS, 1, 5); // r15 = r1 < r5
        int toHalt = end;
        emit(ZERO, 15, 0);
        emit(LOAD, 1, FLAGS); // r15 = flag[r1]
        int toPrime = end;
        emit(ZERO, 15, 0);
        int next = end;
        emit(ADD, 1, 0);
        emit(JUMP, 0, outer);
        patch(toPrime, end);
        emit(STORE_INT, 7, 1);
        emit(ADD, 7, 8);
        emit(ADD, 6, 0);
        emit(SET, 2, 0);
        emit(ADD, 2, 1);
        int inner = end;
        emit(ADD, 2, 1);
        emit(LESS, 2, 5);
        emit(ZERO, 15, next);
        emit(STORE, 2, FLAGS);
        emit(JUMP, 0, inner);
        patch(toHalt, end);
        emit(HALT, 0, 0);
    }

    private void emit(int operation, int register, int operand) {
        ram[end] = (byte) operation;
        ram[end + 1] = (byte) register;
        writeInt(end + 2, operand);
        end += 6;
    }

    private void patch(int at, int target) {
        writeInt(at + 2, target);
    }

    /** @return whether it halted */
    private boolean run(int steps) {
        int[] r = registers;
        for (int i = 0; i < steps; i++) {
            int register = ram[counter + 1];
            int operand = readInt(counter + 2);
            int at = counter;
            counter += 6;
            switch (ram[at]) {
                case SET -> r[register] = operand;
                case ADD -> r[register] += r[operand];
                case STORE -> ram[operand + r[register]] = 1;
                case LOAD -> r[15] = ram[operand + r[register]];
                case LESS -> r[15] = r[register] < r[operand] ? 1 : 0;
                case ZERO -> counter = r[register] == 0 ? operand : counter;
                case JUMP -> counter = operand;
                case STORE_INT -> writeInt(r[register], r[operand]);
                case HALT -> {
                    counter = at;
                    return true;
                }
                default -> throw new AssertionError("at " + at + ": " + ram[at]);
            }
        }
        return false;
    }

    private int readInt(int at) {
        return ram[at] & 255 | (ram[at + 1] & 255) << 8 | (ram[at + 2] & 255) << 16 | ram[at + 3] << 24;
    }

    private void writeInt(int at, int value) {
        ram[at] = (byte) value;
        ram[at + 1] = (byte) (value >> 8);
        ram[at + 2] = (byte) (value >> 16);
        ram[at + 3] = (byte) (value >> 24);
    }
}
