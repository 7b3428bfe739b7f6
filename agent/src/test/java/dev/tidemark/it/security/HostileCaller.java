package dev.tidemark.it.security;

import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RangeList;
import dev.tidemark.jmx.RegionMXBean;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/**
 * Calls operations at random, so many a second. What comes back must be an answer, or a refusal of one of two kinds; every eighth call is
 * a question whose answer is known. Figures are read by other threads when it does not call.
 */
final class HostileCaller {
    private static final ObjectName[] BEANS = {
        JmxNames.region(HostileLoadProgram.RAM),
        JmxNames.region(HostileLoadProgram.RAM),
        JmxNames.region(HostileLoadProgram.RAM),
        JmxNames.TRACKER,
        JmxNames.SNAPSHOTS,
        JmxNames.REPLICATION
    };

    private static final long PAUSE_NANOS = 1_000_000;

    private final MBeanServerConnection server;
    private final Random random;
    private final HostileArguments arguments;
    private final double perSecond;
    private final Map<ObjectName, MBeanOperationInfo[]> operations = new HashMap<>();
    private final RegionMXBean rom;
    private final CallCosts costs = new CallCosts();
    private volatile long calls;
    private volatile long answered;
    private volatile long checked;
    private volatile long wrong;
    private volatile String firstWrong;

    /** @param server the platform's, or a connection to it */
    HostileCaller(MBeanServerConnection server, Random random, HostileArguments arguments, double perSecond)
            throws JMException, IOException {
        this.server = server;
        this.random = random;
        this.arguments = arguments;
        this.perSecond = perSecond;
        this.rom = JMX.newMXBeanProxy(server, JmxNames.region(HostileLoadProgram.ROM), RegionMXBean.class);
        for (ObjectName bean : BEANS) {
            // searchWriters slows the guest as it is meant to, and may be called so often in a JVM only.
            operations.put(
                    bean,
                    Arrays.stream(server.getMBeanInfo(bean).getOperations())
                            .filter(operation -> !operation.getName().equals("searchWriters"))
                            .toArray(MBeanOperationInfo[]::new));
        }
    }

    /** Which pages of the region that stands still are dirty. */
    static boolean isWritten(int page) {
        return page % 5 == 0 || page % 7 == 0;
    }

    /** Calls until {@link System#nanoTime} is {@code end}. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void callUntil(long end) {
        long start = System.nanoTime();
        long made = 0;
        for (long now = start; now < end; now = System.nanoTime()) {
            if (made >= (now - start) / 1e9 * perSecond) {
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            made++;
            calls++;
            try {
                if (random.nextInt(8) == 0) {
                    check();
                } else {
                    call();
                }
            } catch (Exception | AssertionError e) {
                wrong++;
                firstWrong = firstWrong == null ? e.toString() : firstWrong;
            }
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void call() throws JMException, IOException {
        ObjectName bean = BEANS[random.nextInt(BEANS.length)];
        MBeanOperationInfo[] all = operations.get(bean);
        MBeanOperationInfo operation = all[random.nextInt(all.length)];
        Object[] values = arguments.of(operation);
        if (operation.getName().equals("measureDirtyRate") && (int) values[0] > 1) {
            values[0] = 1;
        }
        long since = CallCosts.now();
        try {
            server.invoke(bean, operation.getName(), values, HostileArguments.types(operation));
            answered++;
        } catch (RuntimeMBeanException e) {
            Class<?> refusal = e.getTargetException().getClass();
            expect(
                    refusal == IllegalArgumentException.class || refusal == IllegalStateException.class,
                    operation.getName() + ": " + e.getTargetException());
            String message = e.getTargetException().getMessage();
            expect(message != null && message.length() < 8_000, operation.getName() + ": a long refusal");
        } finally {
            costs.add(operation.getName(), since);
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void check() {
        int page = random.nextInt(HostileLoadProgram.ROM_PAGES);
        long offset = (long) page * HostileLoadProgram.PAGE;
        long since = CallCosts.now();
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] bytes = rom.read(offset, 8);
                for (int i = 0; i < 8; i++) {
                    expect(bytes[i] == (i == 7 && isWritten(page) ? (byte) page : 0), "read " + offset);
                }
            }
            case 1 ->
                expect(
                        rom.isDirty(HostileLoadProgram.FIXED, offset + random.nextInt(HostileLoadProgram.PAGE), 1)
                                == isWritten(page),
                        "isDirty " + offset);
            case 2 -> ranges(page, 1 + random.nextInt(20));
            default -> {
                long dirty = 0;
                for (int i = 0; i < HostileLoadProgram.ROM_PAGES; i++) {
                    dirty += isWritten(i) ? 1 : 0;
                }
                expect(
                        rom.getClients().get(HostileLoadProgram.FIXED).dirtyPages() == dirty,
                        "dirty pages of " + HostileLoadProgram.ROM);
            }
        }
        checked++;
        costs.add("checks", since);
    }

    private void ranges(int fromPage, int maxRuns) {
        RangeList list = rom.dirtyRanges(HostileLoadProgram.FIXED, (long) fromPage * HostileLoadProgram.PAGE, maxRuns);
        int page = fromPage;
        for (int i = 0; i < maxRuns; i++) {
            while (page < HostileLoadProgram.ROM_PAGES && !isWritten(page)) {
                page++;
            }
            int first = page;
            while (page < HostileLoadProgram.ROM_PAGES && isWritten(page)) {
                page++;
            }
            if (first == page) {
                expect(list.offsets().length == i, "ranges from " + fromPage);
                return;
            }
            expect(
                    list.offsets().length > i
                            && list.offsets()[i] == (long) first * HostileLoadProgram.PAGE
                            && list.lengths()[i] == (long) (page - first) * HostileLoadProgram.PAGE,
                    "range " + i + " from " + fromPage);
        }
        expect(list.offsets().length == maxRuns, "ranges from " + fromPage);
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    long calls() {
        return calls;
    }

    long answered() {
        return answered;
    }

    long checked() {
        return checked;
    }

    long wrong() {
        return wrong;
    }

    CallCosts costs() {
        return costs;
    }

    /** What was wrong first; null if nothing was. */
    String firstWrong() {
        return firstWrong;
    }
}
