package dev.tidemark.instrument;

import java.util.List;

/**
 * What came of installing the hooks.
 *
 * @param methods how many methods carry one
 * @param failures one line for each that should and does not; empty if all is well
 */
public record HookReport(int methods, List<String> failures) {}
