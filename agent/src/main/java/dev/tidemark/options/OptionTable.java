package dev.tidemark.options;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * All agent options. A new option is one constant here, its place in {@link #ALL}, and an accessor in {@link AgentOptions};
 * parser, help and documentation follow.
 */
public final class OptionTable {
    /** The smallest page, in bytes. */
    public static final int MIN_PAGE_SIZE = 64;

    /** The largest page, in bytes: 2 MiB. */
    public static final int MAX_PAGE_SIZE = 2 << 20;

    /** Characters in the name of a client. */
    public static final int MAX_CLIENT_NAME_LENGTH = 100;

    /** Clients that may exist. */
    public static final int MAX_CLIENTS = 64;

    /** Three clients exist from the start. */
    private static final int MAX_EXTRA_CLIENTS = MAX_CLIENTS - 3;

    /** What {@code min=off} is as a number: no buffer is that large. */
    static final long MIN_OFF = Long.MAX_VALUE;

    private static final String PAGE_SIZES =
            "a power of two from 64 to 2m: 64, 128, 256, 512, 1k, 2k, 4k, 8k, 16k, 32k, 64k,"
                    + " 128k, 256k, 512k, 1m, 2m";

    private static final String ON = "on";
    private static final String OFF = "off";

    static final Option<Long> MIN =
            new Option<>(
                    "min",
                    "16m",
                    "track every heap, direct or mapped ByteBuffer allocated with at least this capacity; off: only what"
                            + " the API names",
                    "off, or " + Sizes.RULE) {
                @Override
                Long parse(String text) {
                    return text.equals(OFF) ? MIN_OFF : Sizes.parse(text, rule());
                }

                @Override
                String format(Long bytes) {
                    return bytes == MIN_OFF ? OFF : Sizes.format(bytes);
                }
            };

    static final Option<Integer> PAGE = new Option<>("page", "4k", "page size of those", PAGE_SIZES) {
        @Override
        Integer parse(String text) {
            return parsePageSize(text);
        }

        @Override
        String format(Integer bytes) {
            return Sizes.format(bytes);
        }
    };

    static final Option<List<String>> CLIENTS =
            new Option<>(
                    "clients",
                    "",
                    "names of extra clients to create at start, separated by +",
                    "at most " + MAX_EXTRA_CLIENTS + " different names separated by +, each of 1 to "
                            + MAX_CLIENT_NAME_LENGTH + " characters without control characters: backup+replica") {
                @Override
                List<String> parse(String text) {
                    if (text.isEmpty()) {
                        return List.of();
                    }
                    Set<String> names = new LinkedHashSet<>();
                    for (String name : text.split("\\+", -1)) {
                        if (!isClientName(name) || !names.add(name)) {
                            throw refused();
                        }
                    }
                    if (names.size() > MAX_EXTRA_CLIENTS) {
                        throw refused();
                    }
                    return List.copyOf(names);
                }

                @Override
                String format(List<String> names) {
                    return String.join("+", names);
                }
            };

    static final Option<List<String>> ARRAYS =
            new Option<>(
                    "arrays",
                    "",
                    "application classes whose plain stores into byte arrays are tracked too, so that a heap buffer stays"
                            + " COMPLETE while only they hold its array",
                    "packages, which end in .* and include those below, and classes, separated by +:"
                            + " com.acme.*+org.foo.Machine") {
                @Override
                List<String> parse(String text) {
                    if (text.isEmpty()) {
                        return List.of();
                    }
                    Set<String> patterns = new LinkedHashSet<>();
                    for (String pattern : text.split("\\+", -1)) {
                        String name = pattern.endsWith(".*") ? pattern.substring(0, pattern.length() - 2) : pattern;
                        if (!isClassName(name) || !patterns.add(pattern)) {
                            throw refused();
                        }
                        if (name.equals("java") || name.startsWith("java.") || name.startsWith("jdk.")) {
                            throw new IllegalArgumentException("must be " + rule() + "; " + pattern
                                    + " is of the JDK, whose own writes are tracked anyway");
                        }
                    }
                    return List.copyOf(patterns);
                }

                @Override
                String format(List<String> patterns) {
                    return String.join("+", patterns);
                }
            };

    static final Option<EscapeMode> ESCAPE =
            new Option<>(
                    "escape",
                    "hash",
                    "what happens once writes to a region can go unseen, for example after array(): hash compares page hashes at"
                            + " each look, flag only tells, fail refuses the call",
                    "hash, flag or fail") {
                @Override
                EscapeMode parse(String text) {
                    for (EscapeMode mode : EscapeMode.values()) {
                        if (mode.text().equals(text)) {
                            return mode;
                        }
                    }
                    throw refused();
                }

                @Override
                String format(EscapeMode mode) {
                    return mode.text();
                }
            };

    static final Option<Boolean> JMX =
            new Option<>("jmx", ON, "register the MXBeans; the command line needs them", "on or off") {
                @Override
                Boolean parse(String text) {
                    if (!text.equals(ON) && !text.equals(OFF)) {
                        throw refused();
                    }
                    return text.equals(ON);
                }

                @Override
                String format(Boolean on) {
                    return on ? ON : OFF;
                }
            };

    static final Option<Integer> AUDIT =
            new Option<>(
                    "audit",
                    "off",
                    "share of the clean pages whose content each harvest checks, to prove that no write is missed",
                    Shares.RULE) {
                @Override
                Integer parse(String text) {
                    return Shares.parse(text);
                }

                @Override
                String format(Integer share) {
                    return Shares.format(share);
                }
            };

    static final Option<LogLevel> LOG =
            new Option<>("log", "warn", "how much the agent says on stderr", "one of " + LogLevel.choices()) {
                @Override
                LogLevel parse(String text) {
                    for (LogLevel level : LogLevel.values()) {
                        if (level.text().equals(text)) {
                            return level;
                        }
                    }
                    throw refused();
                }

                @Override
                String format(LogLevel level) {
                    return level.text();
                }
            };

    /** Every option, in the order of the documentation. */
    static final List<Option<?>> ALL = List.of(MIN, PAGE, CLIENTS, ARRAYS, AUDIT, ESCAPE, JMX, LOG);

    private OptionTable() {}

    /**
     * A page size as people write it.
     *
     * @return bytes
     * @throws IllegalArgumentException if it is none; the message is the rule alone, for the caller to put a name in front
     */
    public static int parsePageSize(String text) {
        long bytes = Sizes.parse(text, PAGE_SIZES);
        if (bytes < MIN_PAGE_SIZE || bytes > MAX_PAGE_SIZE || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("must be " + PAGE_SIZES);
        }
        return (int) bytes;
    }

    /** The keys, in the order of the documentation. */
    public static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (Option<?> option : ALL) {
            keys.add(option.key());
        }
        return keys;
    }

    /** The table for a terminal: a block of lines per option, each of at most 110 characters. */
    public static String toText() {
        StringBuilder text = new StringBuilder();
        for (Option<?> option : ALL) {
            String byDefault = option.defaultText().isEmpty() ? "none" : option.defaultText();
            text.append(String.format(Locale.ROOT, "  %-8s default %s\n", option.key(), byDefault));
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

    private static boolean isClientName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return false;
            }
        }
        return !name.isBlank() && name.length() <= MAX_CLIENT_NAME_LENGTH;
    }

    private static boolean isClassName(String name) {
        boolean startsPart = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.'
                    ? startsPart
                    : startsPart ? !Character.isJavaIdentifierStart(c) : !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            startsPart = c == '.';
        }
        return !startsPart;
    }

    private static void wrap(StringBuilder text, String sentence) {
        String indent = " ".repeat(11);
        int column = 0;
        for (String word : sentence.split(" ")) {
            if (column > 0 && column + 1 + word.length() > 95) {
                text.append('\n');
                column = 0;
            }
            text.append(column == 0 ? indent : " ").append(word);
            column += 1 + word.length();
        }
        text.append('\n');
    }
}
