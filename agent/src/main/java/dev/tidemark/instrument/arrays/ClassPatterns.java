package dev.tidemark.instrument.arrays;

import java.util.List;

/**
 * Which classes {@code arrays=} names. {@code com.acme.*} is the package and all below it; {@code com.acme.Machine} is the class and
 * those nested in it. Immutable.
 */
public final class ClassPatterns {
    private final String[] packages;
    private final String[] classes;

    /** @param patterns as the option gives them, checked */
    public ClassPatterns(List<String> patterns) {
        packages = patterns.stream()
                .filter(each -> each.endsWith(".*"))
                .map(each -> each.substring(0, each.length() - 1))
                .toArray(String[]::new);
        classes = patterns.stream().filter(each -> !each.endsWith(".*")).toArray(String[]::new);
    }

    /** @param className as {@link Class#getName} has it */
    public boolean match(String className) {
        for (String each : packages) {
            if (className.startsWith(each)) {
                return true;
            }
        }
        for (String each : classes) {
            if (className.startsWith(each)
                    && (className.length() == each.length() || className.charAt(each.length()) == '$')) {
                return true;
            }
        }
        return false;
    }
}
