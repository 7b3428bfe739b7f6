package dev.tidemark.options;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The agent's options as the user gave them, checked, with defaults filled in. Immutable.
 *
 * <p>The text form is that of {@code -javaagent:tidemark-agent.jar=key=value,key=value} and of {@code attach PID
 * key=value,key=value}. Keys and words are lower case, each key stands at most once, and blanks around a pair are ignored.
 */
public final class AgentOptions {
    private final Map<Option<?>, Object> values;
    private final List<String> givenKeys;

    private AgentOptions(Map<Option<?>, Object> values, List<String> givenKeys) {
        this.values = values;
        this.givenKeys = givenKeys;
    }

    /**
     * Reads the agent string.
     *
     * @param agentString the text after the jar's {@code =}; null, empty or blank means all defaults
     * @throws IllegalArgumentException if anything is wrong with it; the message is one line that names the key, the value,
     *     the rule and the valid choices
     */
    public static AgentOptions parse(String agentString) {
        Map<Option<?>, Object> values = new HashMap<>();
        if (agentString != null && !agentString.isBlank()) {
            for (String pair : agentString.split(",", -1)) {
                add(values, pair.strip(), agentString);
            }
        }
        List<String> given = new ArrayList<>();
        for (Option<?> option : OptionTable.ALL) {
            if (values.containsKey(option)) {
                given.add(option.key());
            } else {
                values.put(option, option.parse(option.defaultText()));
            }
        }
        return new AgentOptions(values, given);
    }

    /** The keys that the user wrote, in the order of the documentation; the others have their defaults. */
    public List<String> givenKeys() {
        return givenKeys;
    }

    /** The pair {@code key=value} as these options have it, in a form that {@link #parse} reads back. */
    public String pair(String key) {
        Option<?> option = find(key);
        return key + "=" + option.formatOwn(values.get(option));
    }

    /** These options with the value of {@code key} from others. Clients are added to those that are there. */
    public AgentOptions with(String key, AgentOptions others) {
        Map<Option<?>, Object> changed = new HashMap<>(values);
        Option<?> option = find(key);
        if (option == OptionTable.CLIENTS) {
            Set<String> all = new LinkedHashSet<>(clients());
            all.addAll(others.clients());
            changed.put(option, List.copyOf(all));
        } else {
            changed.put(option, others.values.get(option));
        }
        return new AgentOptions(changed, givenKeys);
    }

    /** Capacity in bytes from which every buffer is tracked, at least 1; {@link Long#MAX_VALUE} if none is. */
    public long minBytes() {
        return get(OptionTable.MIN);
    }

    /** Page size in bytes of buffers tracked by their size: a power of two from 64 to 2 MiB. */
    public int pageSize() {
        return get(OptionTable.PAGE);
    }

    /** Names of the extra clients, in the order given; may be empty. */
    public List<String> clients() {
        return get(OptionTable.CLIENTS);
    }

    /** Application classes whose plain array stores are tracked: packages that end in {@code .*}, and class names. */
    public List<String> arrays() {
        return get(OptionTable.ARRAYS);
    }

    /** What happens once writes to a region can go unseen. */
    public EscapeMode escape() {
        return get(OptionTable.ESCAPE);
    }

    /** Share of the clean pages that each harvest checks, in hundredths of a percent; 0: none. */
    public int audit() {
        return get(OptionTable.AUDIT);
    }

    /** Whether to register the MXBeans. */
    public boolean jmx() {
        return get(OptionTable.JMX);
    }

    /** How much to say on stderr. */
    public LogLevel log() {
        return get(OptionTable.LOG);
    }

    /** All options in force, defaults included, in a form that {@link #parse} reads back. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Option<?> option : OptionTable.ALL) {
            String value = option.formatOwn(values.get(option));
            if (!value.isEmpty()) {
                text.append(text.length() == 0 ? "" : ",")
                        .append(option.key())
                        .append('=')
                        .append(value);
            }
        }
        return text.toString();
    }

    @SuppressWarnings("unchecked")
    private <T> T get(Option<T> option) {
        return (T) values.get(option);
    }

    private static void add(Map<Option<?>, Object> values, String pair, String agentString) {
        if (pair.isEmpty()) {
            throw new IllegalArgumentException("empty agent option in '" + printable(agentString)
                    + "': must be key=value,key=value; valid keys: " + keys());
        }
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        Option<?> option = find(key);
        if (equals < 0) {
            throw new IllegalArgumentException(
                    "agent option " + key + " has no value: write " + key + "=VALUE; it must be " + option.rule());
        }
        String text = pair.substring(equals + 1);
        Object value;
        try {
            value = option.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "agent option " + key + "=" + printable(text) + " is refused: " + e.getMessage(), e);
        }
        Object earlier = values.putIfAbsent(option, value);
        if (earlier != null) {
            throw new IllegalArgumentException("agent option " + key + " is given twice, as "
                    + option.formatOwn(earlier) + " and as " + printable(text) + ": must stand once; remove one");
        }
    }

    private static Option<?> find(String key) {
        for (Option<?> option : OptionTable.ALL) {
            if (option.key().equals(key)) {
                return option;
            }
        }
        String near = Nearest.of(key, OptionTable.keys())
                .map(nearest -> ", did you mean " + nearest + "?")
                .orElse(":");
        throw new IllegalArgumentException(
                "unknown agent option '" + printable(key) + "'" + near + " valid keys: " + keys());
    }

    private static String keys() {
        return String.join(", ", OptionTable.keys());
    }

    /** Keeps an error on one line, and short, whatever the user typed. */
    private static String printable(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() <= 120 ? line : line.substring(0, 120) + "…";
    }
}
