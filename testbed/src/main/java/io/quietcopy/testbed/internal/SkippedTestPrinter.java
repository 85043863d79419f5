package io.quietcopy.testbed.internal;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Prints why a test was skipped, which the test runner keeps to itself. */
public final class SkippedTestPrinter implements TestExecutionListener {
    /** Found by the service loader. */
    public SkippedTestPrinter() {}

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        print(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            print(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    private static void print(TestIdentifier test, String reason) {
        String name = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(source ->
                        source.getClassName() + "." + source.getMethodName() + shown(test, source.getMethodName()))
                .orElse(test.getLegacyReportingName());
        System.out.println("SKIPPED " + name + ": " + reason);
    }

    /** Returns what tells tests of one method apart. */
    private static String shown(TestIdentifier test, String method) {
        String name = test.getDisplayName();
        return name.startsWith(method + "(") ? "" : " (" + name + ")";
    }
}
