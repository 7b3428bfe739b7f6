import java.nio.ByteBuffer;
import java.util.Random;

/** A program that knows nothing of Tidemark: 64 MiB, which one thread computes in, and another draws a screen in. */
final class Emulator {
    static final ByteBuffer ram = ByteBuffer.allocateDirect(64 << 20);

    private static final int SCREEN = 32 << 20;

    public static void main(String[] args) throws Exception {
        Thread screen = new Thread(Emulator::draw, "screen");
        screen.setDaemon(true);
        screen.start();
        Random random = new Random(1);
        while (true) {
            compute(random);
            Thread.sleep(5);
        }
    }

    private static void compute(Random random) {
        for (int i = 0; i < 6; i++) {
            ram.putLong((int) (Math.abs(random.nextGaussian()) * (1 << 20)) & -8, i);
        }
    }

    private static void draw() {
        Random random = new Random(2);
        try {
            while (true) {
                for (int i = 0; i < 40; i++) {
                    ram.putLong(SCREEN + random.nextInt(1 << 17) * 8, i);
                }
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            return;
        }
    }
}
