package dev.tidemark.bench.report;

import java.awt.Dimension;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/** Writes charts as SVG. */
final class Svg {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    /** Of a pixel: enough for the outlines of letters, which is how XChart draws text. */
    private static final int DECIMALS = 1;

    private Svg() {}

    /**
     * Writes a picture.
     *
     * @param fingerprint of the data that it shows, kept in the file so that a test can tell whether the picture is of this data
     */
    static void write(Picture picture, String fingerprint, Path file) throws IOException {
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
        context.setComment(comment(fingerprint));
        context.setPrecision(DECIMALS);
        SVGGraphics2D graphics = new SVGGraphics2D(context, false);
        int width = picture.chart().getWidth();
        int height = picture.chart().getHeight();
        graphics.setSVGCanvasSize(new Dimension(width, height));
        picture.chart().paint(graphics, width, height);
        StringWriter text = new StringWriter();
        graphics.stream(text, true);
        Files.writeString(file, text.toString());
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the file of a picture says of its data. */
    static String comment(String fingerprint) {
        return "data " + fingerprint;
    }
}
