package dev.tidemark.it.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Ports;
import dev.tidemark.it.Seed;
import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.jmx.TrackerMXBean;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What it costs to read the beans of 100 regions of 1 GiB from outside, by the command lines of the documentation. Times are printed; that
 * everything is answered and nothing changes is asserted. More of them: {@code mvn -pl agent verify -Dit.test=ReadingCostIT
 * -Dtidemark.reading.regions=100}.
 */
class ReadingCostIT {
    private static final int REGIONS = Integer.getInteger("tidemark.reading.regions", 2);
    private static final int WARM_UP = 3;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aScrape() throws Exception {
        int port = Ports.free();
        try (ForkedJvm.Running guest = guest(DocumentedCommand.exporter(port))) {
            String before = state(guest);
            List<Double> scrapes = new ArrayList<>();
            long samples = 0;
            for (int i = -WARM_UP; i < Math.max(3, REGIONS / 5); i++) {
                long start = System.nanoTime();
                String scrape = answer(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")));
                if (i >= 0) {
                    scrapes.add((System.nanoTime() - start) / 1e6);
                }
                assertTrue(scrape.contains("jmx_scrape_error 0.0\n"), scrape);
                samples = scrape.lines()
                        .filter(line -> line.startsWith("tidemark_"))
                        .count();
            }
            assertTrue(samples > 20L * HundredRegions.COUNT, "samples: " + samples);
            int attributes =
                    HundredRegions.COUNT * (attributes(RegionMXBean.class).size() - 2);
            print("exporter, a scrape of " + samples + " samples", scrapes);
            scrapes.replaceAll(millis -> millis / attributes);
            print("exporter, each of " + attributes + " attributes", scrapes);
            assertEquals(before, state(guest), "a scrape takes nothing");
        }
    }

    @Test
    void jolokiaAsDocumented() throws Exception {
        int port = Ports.free();
        jolokia("as documented", port, DocumentedCommand.jolokia(port));
    }

    /** What the documented command is there to avoid. */
    @Test
    @EnabledIfSystemProperty(named = "tidemark.reading.regions", matches = ".*")
    void jolokiaWithoutTheProperty() throws Exception {
        int port = Ports.free();
        String[] flags = Stream.of(DocumentedCommand.jolokia(port))
                .filter(flag -> !flag.startsWith("-D"))
                .toArray(String[]::new);
        jolokia("without the property", port, flags);
    }

    private void jolokia(String how, int port, String... flags) throws Exception {
        String url = "http://127.0.0.1:" + port + "/jolokia/read/dev.tidemark:type=";
        try (ForkedJvm.Running guest = guest(flags)) {
            String before = state(guest);
            Map<String, List<Double>> times = new TreeMap<>();
            for (int i = -WARM_UP; i < REGIONS; i++) {
                String region = "Region,name=%22region%20" + Math.floorMod(i, HundredRegions.COUNT) + "%22/";
                for (String attribute : attributes(RegionMXBean.class)) {
                    read(url + region + attribute, i < 0, attribute, times);
                }
                for (String attribute : attributes(TrackerMXBean.class)) {
                    read(url + "Tracker/" + attribute, i < 0, "Tracker " + attribute, times);
                }
            }
            times.entrySet().stream()
                    .sorted((a, b) -> Double.compare(median(b.getValue()), median(a.getValue())))
                    .limit(3)
                    .forEach(entry -> print("Jolokia " + how + ", dearest: " + entry.getKey(), entry.getValue()));
            print(
                    "Jolokia " + how + ", all " + times.size() + " attributes",
                    new ArrayList<>(
                            times.values().stream().flatMap(List::stream).toList()));
            assertEquals(before, state(guest), "reading takes nothing");
        }
    }

    private void read(String url, boolean warmUp, String what, Map<String, List<Double>> times) throws Exception {
        long start = System.nanoTime();
        String answer = answer(HttpRequest.newBuilder(URI.create(url)));
        if (!warmUp) {
            times.computeIfAbsent(what, key -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
        }
        assertTrue(answer.contains("\"status\":200"), answer);
    }

    private static ForkedJvm.Running guest(String... flags) {
        ForkedJvm.Running guest = ForkedJvm.withAgent("min=off")
                .flags("-Xmx512m")
                .flags(flags)
                .timeoutSeconds(600)
                .start(HundredRegions.class, Long.toString(Seed.of("ReadingCostIT")));
        guest.awaitLine("ready");
        return guest;
    }

    private static String state(ForkedJvm.Running guest) {
        String nonce = Long.toString(System.nanoTime());
        guest.send(nonce);
        return guest.awaitLine(nonce).substring(nonce.length());
    }

    private static List<String> attributes(Class<?> bean) {
        return Arrays.stream(bean.getMethods())
                .filter(method -> method.getParameterCount() == 0 && method.getReturnType() != void.class)
                .map(method -> method.getName().replaceFirst("^(get|is)", ""))
                .sorted()
                .toList();
    }

    private static double median(List<Double> times) {
        return share(times, 0.5);
    }

    private static double share(List<Double> times, double share) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get((int) (share * (sorted.size() - 1)));
    }

    private static void print(String what, List<Double> millis) {
        System.out.println(String.format(
                Locale.ROOT,
                "ReadingCostIT: %s: median %.3f ms, 99 %% %.3f ms, of %d",
                what,
                median(millis),
                share(millis, 0.99),
                millis.size()));
    }

    private String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }
}
