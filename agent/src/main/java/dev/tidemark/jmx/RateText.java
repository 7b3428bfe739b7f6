package dev.tidemark.jmx;

import dev.tidemark.options.Sizes;
import dev.tidemark.watch.Forecast;
import dev.tidemark.watch.RateReport;
import java.util.Locale;

/** Dirty rates and forecasts for a reader. */
public final class RateText {
    private RateText() {}

    /**
     * A measurement that is over: a line of totals, and a line for each client.
     *
     * @return lines that each end with {@code \n}
     */
    public static String render(String region, RateReport report) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "region '%s', %.2f s: pages written %d, %s; %.1f pages/s, %s/s\n",
                region,
                report.seconds(),
                report.pages(),
                Sizes.humanAndExact(report.bytes()),
                report.pagesPerSecond(),
                Sizes.human(Math.round(report.bytesPerSecond()))));
        report.clients()
                .forEach((client, rate) -> text.append(String.format(
                        Locale.ROOT,
                        "new for %s: pages %d, %s; %s/s\n",
                        client,
                        rate.newPages(),
                        Sizes.humanAndExact(rate.newBytes()),
                        Sizes.human(Math.round(rate.bytesPerSecond())))));
        return text.toString();
    }

    /** A forecast in a few lines that each end with {@code \n}. */
    public static String render(Forecast forecast) {
        return String.format(
                Locale.ROOT,
                """
                next increment for %s in %.0f s: %s, of which are dirty now %s
                to copy it takes %.2f s; written meanwhile: %s
                %s
                """,
                forecast.client(),
                forecast.afterSeconds(),
                Sizes.humanAndExact(forecast.incrementBytes()),
                Sizes.humanAndExact(forecast.dirtyBytes()),
                forecast.copySeconds(),
                Sizes.humanAndExact(forecast.writtenMeanwhileBytes()),
                forecast.converges()
                        ? "less is written per second than is copied: increments get smaller if each is taken at once"
                        : "as much is written per second as is copied, or more: increments do not get smaller");
    }
}
