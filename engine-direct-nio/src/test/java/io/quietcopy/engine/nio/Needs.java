package io.quietcopy.engine.nio;

import io.quietcopy.testbed.Requirement;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Shows a property as skipped, with the reason, where the machine lacks something. jqwik takes an aborted try for a failure. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Needs {
    Requirement[] value();

    /** Looks at the annotation. */
    final class Hook implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            String missing = context.findAnnotation(Needs.class).stream()
                    .flatMap(needs -> Arrays.stream(needs.value()))
                    .map(Requirement::missing)
                    .flatMap(Optional::stream)
                    .reduce((one, other) -> one + ", " + other)
                    .orElse("");
            boolean all = "true".equals(System.getenv("QUIETCOPY_TESTS_REQUIRE_ALL"));
            return missing.isEmpty() || all ? SkipResult.doNotSkip() : SkipResult.skip(missing);
        }
    }
}
