package dev.tidemark.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.Tidemark;
import dev.tidemark.it.ForkedJvm;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.logging.LogManager;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** When the beans come: with the platform's MBean server, neither later nor earlier. */
class BeansIT {
    @Test
    void whoeverGetsTheServerFindsTheBeans() {
        ForkedJvm.Result result =
                ForkedJvm.withAgent("").run(AsksForBeans.class).expectSuccess();
        assertEquals("1 tracker, 2 regions\n", result.stdout());
        assertEquals("", result.stderr());
    }

    @Test
    void withoutBeansThereAreNone() {
        ForkedJvm.Result result =
                ForkedJvm.withAgent("jmx=off").run(AsksForBeans.class).expectSuccess();
        assertEquals("0 tracker, 0 regions\n", result.stdout());
    }

    /** The server's creation starts logging, which reads the choice of a log manager once. */
    @Test
    void theApplicationStillChoosesItsLogManager() {
        ForkedJvm.Result result =
                ForkedJvm.withAgent("").run(ChoosesLogManager.class).expectSuccess();
        assertEquals(OwnLogManager.class.getName() + "\n", result.stdout());
        assertEquals("", result.stderr());
    }

    /** Regions named before and after the server was asked for. */
    static final class AsksForBeans {
        public static void main(String[] arguments) throws Exception {
            ByteBuffer early = ByteBuffer.allocate(4096);
            Tidemark.track("early", early);
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ByteBuffer late = ByteBuffer.allocateDirect(4096);
            Tidemark.track("late", late);
            int trackers = server.queryNames(new ObjectName("dev.tidemark:type=Tracker"), null)
                    .size();
            int regions = server.queryNames(new ObjectName("dev.tidemark:type=Region,*"), null)
                    .size();
            System.out.println(trackers + " tracker, " + regions + " regions");
            early.put(0, late.get(0)); // both live until here
        }
    }

    static final class ChoosesLogManager {
        public static void main(String[] arguments) throws Exception {
            Thread.sleep(300);
            System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
            System.out.println(LogManager.getLogManager().getClass().getName());
        }
    }

    /** Differs from the JDK's by its name. */
    public static final class OwnLogManager extends LogManager {}
}
