package dev.tidemark.it.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Prometheus exporter, with the configuration and the command lines in {@code docs}, and Jolokia, as second agents of a JVM. Loopback only. */
class MetricsIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aScrapeHasEveryMetricAndChangesNothing() throws Exception {
        int port = Ports.free();
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off")
                .flags(DocumentedCommand.exporter(port))
                .timeoutSeconds(600)
                .start(MeteredGuest.class)) {
            guest.awaitLine("ready");
            String before = state(guest);
            String scrape = get("http://127.0.0.1:" + port + "/metrics");
            for (int i = 0; i < 5; i++) {
                scrape = get("http://127.0.0.1:" + port + "/metrics");
            }
            assertEquals(before, state(guest), "a scrape takes nothing");
            assertTrue(scrape.contains("jmx_scrape_error 0.0\n"), scrape);
            has(scrape, "tidemark_client_dirty_pages{client=\"backup\",region=\"guest ram\"} 2.0");
            has(scrape, "tidemark_client_dirty_bytes{client=\"backup\",region=\"guest ram\"} 8192.0");
            has(scrape, "tidemark_client_dirty_pages{client=\"vga\",region=\"guest ram\"} 256.0");
            has(scrape, "tidemark_client_harvests_total{client=\"backup\",region=\"guest ram\"} 1.0");
            has(scrape, "tidemark_client_harvested_pages_total{client=\"backup\",region=\"guest ram\"} 256.0");
            has(scrape, "tidemark_threshold_high{client=\"backup\",measure=\"bytes\",region=\"guest ram\"} 4096.0");
            has(scrape, "tidemark_region_byte_size{region=\"guest ram\"} 1048576.0");
            has(scrape, "tidemark_region_coverage{coverage=\"COMPLETE\",region=\"guest ram\"} 1.0");
            has(scrape, "tidemark_region_count 1.0");
            has(scrape, "tidemark_hook_failures 0.0");
            has(scrape, "tidemark_audit_misses 0.0");
            Set<String> scraped = names(Pattern.compile("(?m)^(tidemark_[a-z_]+)"), scrape);
            Set<String> drawn = names(
                    Pattern.compile("(tidemark_[a-z_]+)"),
                    Files.readString(DocumentedCommand.file("grafana-dashboard.json")));
            assertFalse(drawn.isEmpty());
            drawn.removeAll(scraped);
            assertEquals(Set.of(), drawn, "the dashboard draws metrics that there are not; there are " + scraped);
        }
    }

    @Test
    void jolokiaReadsEveryAttributeAndCallsOperations() throws Exception {
        int port = Ports.free();
        String url = "http://127.0.0.1:" + port + "/jolokia/";
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off")
                .flags(DocumentedCommand.jolokia(port))
                .timeoutSeconds(600)
                .start(MeteredGuest.class)) {
            guest.awaitLine("ready");
            String before = state(guest);
            for (String bean : new String[] {"type=Tracker", "type=Region,name=\\\"guest ram\\\""}) {
                String all = post(url, "{\"type\":\"read\",\"mbean\":\"dev.tidemark:" + bean + "\"}");
                assertTrue(all.contains("\"status\":200"), all);
                assertFalse(all.contains("ERROR"), all);
                String list = post(url, "{\"type\":\"search\",\"mbean\":\"dev.tidemark:*\"}");
                assertTrue(list.contains("type=Region"), list);
            }
            String ram = post(url, "{\"type\":\"read\",\"mbean\":\"dev.tidemark:type=Region,name=\\\"guest ram\\\"\"}");
            for (String attribute : MeteredGuest.REGION_ATTRIBUTES) {
                assertTrue(ram.contains("\"" + attribute + "\":"), attribute + " in " + ram);
            }
            assertEquals(before, state(guest), "reading takes nothing");
            String ranges = post(
                    url,
                    "{\"type\":\"exec\",\"mbean\":\"dev.tidemark:type=Region,name=\\\"guest ram\\\"\","
                            + "\"operation\":\"dirtyRanges\",\"arguments\":[\"backup\",0,10]}");
            assertTrue(ranges.contains("\"offsets\":[8192,40960]"), ranges);
            String wrong = post(
                    url,
                    "{\"type\":\"exec\",\"mbean\":\"dev.tidemark:type=Region,name=\\\"guest ram\\\"\","
                            + "\"operation\":\"harvest\",\"arguments\":[\"nobody\"]}");
            assertTrue(wrong.contains("vga, code, migration, backup"), wrong);
            assertEquals(before, state(guest), "what is refused changes nothing");
        }
    }

    /** What the guest's own look at its beans tells. */
    private static String state(ForkedJvm.Running guest) {
        String nonce = Long.toString(System.nanoTime());
        guest.send("state " + nonce);
        return guest.awaitLine(nonce + " ").substring(nonce.length());
    }

    private static void has(String scrape, String line) {
        assertTrue(scrape.contains(line + "\n"), () -> line + " is not in " + scrape);
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private String get(String url) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }

    private String post(String url, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }
}
