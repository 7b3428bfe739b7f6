package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesEveryKindOfValue() {
        Object value = Json.object(
                "text",
                "a",
                "yes",
                true,
                "int",
                1,
                "long",
                Long.MIN_VALUE,
                "double",
                1.5,
                "none",
                null,
                "nothing",
                List.of(),
                "empty",
                Map.of(),
                "list",
                List.of(1L, List.of(2L)));
        assertEquals("""
                {
                  "text": "a",
                  "yes": true,
                  "int": 1,
                  "long": -9223372036854775808,
                  "double": 1.5,
                  "none": null,
                  "nothing": [],
                  "empty": {},
                  "list": [
                    1,
                    [
                      2
                    ]
                  ]
                }""", Json.write(value));
    }

    @Test
    void numbersThatJsonCannotSayAreNull() {
        assertEquals("null", Json.write(Double.NaN));
        assertEquals("null", Json.write(Double.NEGATIVE_INFINITY));
        assertEquals(1e300, JsonReader.read(Json.write(1e300)));
    }

    @Test
    void anyStringReadsBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            char[] chars = new char[random.nextInt(20)];
            for (int i = 0; i < chars.length; i++) {
                int kind = random.nextInt(4);
                chars[i] = (char)
                        (kind == 0
                                ? random.nextInt(0x30)
                                : kind == 1
                                        ? 0xd700 + random.nextInt(0x900)
                                        : kind == 2 ? random.nextInt(0x100) : random.nextInt(0x10000));
            }
            String text = new String(chars);
            Object value = List.of(text, Json.object(text, text));
            assertEquals(value, JsonReader.read(Json.write(value)), "seed " + seed);
        }
    }

    @Test
    void theTextIsAscii() {
        assertEquals("\"\\ud83d \\u0000\\u007f h\\u00f6he \\ud83d\\ude00\"", Json.write("\ud83d \0\u007f höhe 😀"));
    }

    @Test
    void otherTypesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Json.write(Arrays.asList('c')));
    }
}
