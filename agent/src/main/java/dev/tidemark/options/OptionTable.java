package dev.tidemark.options;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All agent options. A new option is one constant here, its place in {@link #ALL}, and an accessor in {@link AgentOptions};
 * parser, help and documentation follow.
 */
public final class OptionTable {
    /** The smallest page, in bytes. */
    public static final int MIN_PAGE_SIZE = 64;

    /** The largest page, in bytes: 2 MiB. */
    public static final int MAX_PAGE_SIZE = 2 << 20;

    /** What {@code min=off} is as a number: no buffer is that large. */
    static final long MIN_OFF = Long.MAX_VALUE;

    private static final String OFF = "off";
    private static final int MAX_CLIENT_NAME_LENGTH = 100;
    /** 64 clients in all, three of which exist from the start. */
    private static final int MAX_EXTRA_CLIENTS = 61;

    static final Option<Long> MIN = new Option<>(
            "min",
            "16m",
            "track every heap, direct or mapped ByteBuffer allocated with at least this capacity; off: only what the API names",
            "off, or " + Sizes.RULE,
            OptionTable::parseMin,
            bytes -> bytes == MIN_OFF ? OFF : Sizes.format(bytes));

    static final Option<Integer> PAGE = new Option<>(
            "page",
            "4k",
            "page size of those",
            "a power of two from 64 to 2m: 64, 128, 256, 512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, 128k, 256k, 512k, 1m, 2m",
            OptionTable::parsePage,
            bytes -> Sizes.format(bytes));

    static final Option<List<String>> CLIENTS = new Option<>(
            "clients",
            "",
            "names of extra clients to create at start, separated by +",
            "at most " + MAX_EXTRA_CLIENTS + " different names separated by +, each of 1 to " + MAX_CLIENT_NAME_LENGTH
                    + " characters without control characters: backup+replica",
            OptionTable::parseClients,
            names -> String.join("+", names));

    static final Option<Boolean> JMX = new Option<>(
            "jmx",
            "on",
            "register the MXBeans; the command line needs them",
            "on or off",
            OptionTable::parseSwitch,
            on -> on ? "on" : OFF);

    static final Option<LogLevel> LOG = new Option<>(
            "log",
            "warn",
            "how much the agent says on stderr",
            Arrays.stream(LogLevel.values()).map(LogLevel::text).collect(Collectors.joining(", ")),
            OptionTable::parseLog,
            LogLevel::text);

    /** Every option, in the order of the documentation. */
    static final List<Option<?>> ALL = List.of(MIN, PAGE, CLIENTS, JMX, LOG);

    private OptionTable() {}

    /** The keys, in the order of the documentation. */
    public static List<String> keys() {
        return ALL.stream().map(Option::key).toList();
    }

    /** The table for a terminal: one block of lines per option, no line longer than about 110 characters. */
    public static String toText() {
        StringBuilder text = new StringBuilder();
        for (Option<?> option : ALL) {
            text.append(String.format(
                    "  %-8s default %s%n",
                    option.key(), option.defaultText().isEmpty() ? "none" : option.defaultText()));
            wrap(text, option.meaning());
            wrap(text, "must be " + option.rule());
        }
        return text.toString();
    }

    /** The table for the documentation, in Markdown; ends with a line break. */
    public static String toMarkdown() {
        StringBuilder text = new StringBuilder("| key | default | meaning | value |\n|---|---|---|---|\n");
        for (Option<?> option : ALL) {
            String byDefault = option.defaultText().isEmpty() ? "" : "`" + option.defaultText() + "`";
            text.append("| `" + option.key() + "` | " + byDefault + " | " + option.meaning() + " | " + option.rule()
                    + " |\n");
        }
        return text.toString();
    }

    private static void wrap(StringBuilder text, String sentence) {
        String indent = " ".repeat(11);
        int column = 0;
        for (String word : sentence.split(" ")) {
            if (column > 0 && column + 1 + word.length() > 95) {
                text.append(String.format("%n"));
                column = 0;
            }
            text.append(column == 0 ? indent : " ").append(word);
            column += 1 + word.length();
        }
        text.append(String.format("%n"));
    }

    private static long parseMin(String text) {
        return text.equals(OFF) ? MIN_OFF : Sizes.parse(text);
    }

    private static int parsePage(String text) {
        long bytes = Sizes.parse(text);
        if (bytes < MIN_PAGE_SIZE || bytes > MAX_PAGE_SIZE || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("must be " + PAGE.rule());
        }
        return (int) bytes;
    }

    private static List<String> parseClients(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.split("\\+", -1)) {
            boolean wellFormed = !name.isBlank()
                    && name.length() <= MAX_CLIENT_NAME_LENGTH
                    && name.chars().noneMatch(Character::isISOControl);
            if (!wellFormed || !names.add(name)) {
                throw new IllegalArgumentException("must be " + CLIENTS.rule());
            }
        }
        if (names.size() > MAX_EXTRA_CLIENTS) {
            throw new IllegalArgumentException("must be " + CLIENTS.rule());
        }
        return List.copyOf(names);
    }

    private static boolean parseSwitch(String text) {
        return switch (text) {
            case "on" -> true;
            case OFF -> false;
            default -> throw new IllegalArgumentException("must be on or off");
        };
    }

    private static LogLevel parseLog(String text) {
        return Arrays.stream(LogLevel.values())
                .filter(level -> level.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of " + LOG.rule()));
    }
}
