package io.quietcopy.conformance.internal.report;

import java.util.Map;

/**
 * All that reports tell of a run.
 *
 * @param judgement what it amounts to
 * @param environment where and how it ran, texts by name in the order in which they are shown
 * @param replay how to try a failed copy again
 */
public record RunRecord(Judgement judgement, Map<String, String> environment, ReplayCommand replay) {}
