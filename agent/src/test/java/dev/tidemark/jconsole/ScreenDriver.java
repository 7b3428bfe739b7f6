package dev.tidemark.jconsole;

import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Takes a picture of the one window on a display without a window manager. */
final class ScreenDriver {
    private ScreenDriver() {}

    /** The third argument is the folder for pictures. */
    public static void main(String[] args) throws Exception {
        BufferedImage screen = new Robot()
                .createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize()));
        int root = screen.getRGB(screen.getWidth() - 1, screen.getHeight() - 1);
        int width = 1;
        int height = 1;
        for (int y = 0; y < screen.getHeight(); y++) {
            for (int x = 0; x < screen.getWidth(); x++) {
                if (screen.getRGB(x, y) != root) {
                    width = Math.max(width, x + 1);
                    height = y + 1;
                }
            }
        }
        String name = "top-jdk" + Runtime.version().feature() + ".png";
        ImageIO.write(
                screen.getSubimage(0, 0, width, height),
                "png",
                Path.of(args[2], name).toFile());
        System.out.println("a picture of " + width + " x " + height);
    }
}
