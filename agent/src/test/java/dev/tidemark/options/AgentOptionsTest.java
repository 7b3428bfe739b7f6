package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOptionsTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void nothingMeansDefaults(String agentString) {
        AgentOptions options = AgentOptions.parse(agentString);
        assertEquals(16L << 20, options.minBytes());
        assertEquals(4096, options.pageSize());
        assertEquals(List.of(), options.clients());
        assertTrue(options.jmx());
        assertEquals(LogLevel.WARN, options.log());
        assertEquals("min=16m,page=4k,audit=off,escape=hash,jmx=on,log=warn", options.toString());
    }

    @Test
    void everyKeyIsObeyed() {
        AgentOptions options =
                AgentOptions.parse("log=info, jmx=off ,audit=2.5%,clients=backup+replica one,page=64,min=2g");
        assertEquals(2L << 30, options.minBytes());
        assertEquals(64, options.pageSize());
        assertEquals(List.of("backup", "replica one"), options.clients());
        assertFalse(options.jmx());
        assertEquals(250, options.audit());
        assertEquals(LogLevel.INFO, options.log());
    }

    @Test
    void offIsMoreThanAnyBuffer() {
        AgentOptions options = AgentOptions.parse("min=off");
        assertTrue(options.minBytes() > Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "min=off", "min=1000,page=2m,clients=a+b,arrays=a.b.*+a.C$D,audit=0.05%,jmx=off,log=quiet"})
    void textReadsBack(String agentString) {
        AgentOptions options = AgentOptions.parse(agentString);
        assertEquals(options.toString(), AgentOptions.parse(options.toString()).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "page=3000, page, 3000",
        "page=32, page, 32",
        "page=4m, page, 4m",
        "page=0, page, 0",
        "page=, page, ''",
        "min=0, min, 0",
        "min=-1, min, -1",
        "min=on, min, on",
        "min=OFF, min, OFF",
        "min=99999999999g, min, 99999999999g",
        "jmx=true, jmx, true",
        "jmx=, jmx, ''",
        "log=loud, log, loud",
        "log=WARN, log, WARN",
        "audit=5, audit, 5",
        "audit=0%, audit, 0%",
        "audit=101%, audit, 101%",
        "clients=a+a, clients, a+a",
        "clients=a++b, clients, a++b",
        "clients=+, clients, +",
        "arrays=*, arrays, *",
        "arrays=.*, arrays, .*",
        "arrays=com..acme, arrays, com..acme",
        "arrays=com.acme.**, arrays, com.acme.**",
        "arrays=com.acme.*+com.acme.*, arrays, com.acme.*+com.acme.*",
        "arrays=com/acme/Foo, arrays, com/acme/Foo",
        "arrays=java.util.*, arrays, java.util.*"
    })
    void aBadValueIsAnsweredWithKeyValueAndRule(String agentString, String key, String value) {
        String message = refusal(agentString);
        assertTrue(message.startsWith("agent option " + key + "=" + value + " is refused: must be "), message);
        assertTrue(message.contains(ruleOf(key)), message);
    }

    @Test
    void aKeyWithoutValueIsAnsweredWithItsRule() {
        assertEquals("agent option jmx has no value: write jmx=VALUE; it must be on or off", refusal("jmx"));
    }

    @Test
    void anUnknownKeyIsAnsweredWithTheNearestAndAll() {
        assertEquals(
                "unknown agent option 'paeg', did you mean page? valid keys: min, page, clients, arrays, audit, escape, jmx, log",
                refusal("paeg=4k"));
        assertEquals(
                "unknown agent option 'quux': valid keys: min, page, clients, arrays, audit, escape, jmx, log",
                refusal("jmx=on,quux=1"));
        assertTrue(refusal("=4k").startsWith("unknown agent option ''"));
        assertTrue(refusal("PAGE=4k").contains("did you mean page?"));
    }

    @Test
    void aKeyGivenTwiceIsRefusedWithBothValues() {
        assertEquals(
                "agent option page is given twice, as 4k and as 8k: must stand once; remove one",
                refusal("page=4k,jmx=on,page=8k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "page=4k,", ",page=4k", "page=4k,,jmx=on"})
    void anEmptyPairIsRefused(String agentString) {
        assertEquals(
                "empty agent option in '" + agentString
                        + "': must be key=value,key=value; valid keys: min, page, clients, arrays, audit, escape, jmx, log",
                refusal(agentString));
    }

    @Test
    void clientNamesHaveTheirRule() {
        String limit = "x".repeat(100);
        assertEquals(List.of(limit), AgentOptions.parse("clients=" + limit).clients());
        assertTrue(refusal("clients=" + limit + "x").contains("1 to 100 characters"));
        assertTrue(refusal("clients=a\tb").contains("control characters"));
        assertTrue(refusal("clients= + ").contains("refused"));
        String most = IntStream.range(0, 61).mapToObj(i -> "c" + i).collect(Collectors.joining("+"));
        assertEquals(61, AgentOptions.parse("clients=" + most).clients().size());
        assertTrue(refusal("clients=" + most + "+one").contains("at most 61"));
    }

    @Test
    void everyErrorIsOneLineHoweverStrangeTheInput() {
        for (String agentString : List.of("page=4\nk", "no\rkey=1", "log=\u0007", "clients=a\u0000", "\n,\n")) {
            String message = refusal(agentString);
            assertTrue(message.chars().noneMatch(Character::isISOControl), message);
        }
        assertTrue(refusal("page=" + "9".repeat(100_000)).length() < 600);
    }

    private static String refusal(String agentString) {
        return assertThrows(IllegalArgumentException.class, () -> AgentOptions.parse(agentString))
                .getMessage();
    }

    private static String ruleOf(String key) {
        return OptionTable.ALL.stream()
                .filter(option -> option.key().equals(key))
                .findFirst()
                .orElseThrow()
                .rule();
    }
}
