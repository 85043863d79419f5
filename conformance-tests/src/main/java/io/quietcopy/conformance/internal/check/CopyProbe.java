package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.drive.CountingControl;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ExtentList;
import io.quietcopy.conformance.internal.drive.SuiteSettings;
import io.quietcopy.conformance.internal.drive.SuiteSide;
import io.quietcopy.conformance.internal.drive.SuiteSpec;
import io.quietcopy.conformance.internal.drive.SuiteThreads;
import io.quietcopy.conformance.internal.model.CaseText;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.TransferSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes one copy in a JVM of its own, for somebody to kill: says {@code running} as soon as bytes have been completed. */
public final class CopyProbe {
    private CopyProbe() {}

    /**
     * Runs the probe.
     *
     * @param words the class of the provider, source, target, the case, and settings as {@code name=value}
     * @throws Exception if the copy fails
     */
    public static void main(String[] words) throws Exception {
        CopyEngineProvider provider = Class.forName(words[0])
                .asSubclass(CopyEngineProvider.class)
                .getConstructor()
                .newInstance();
        CopyCase copyCase = CaseText.parse(words[3]);
        Map<String, String> settings = new HashMap<>();
        for (int i = 4; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            settings.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        Path target = Path.of(words[2]);
        SuiteSpec spec = new SuiteSpec(
                copyCase,
                SuiteSide.of(Path.of(words[1])),
                SuiteSide.of(target),
                new ExtentList(Extent.of(copyCase), new Evidence()),
                null,
                new SuiteThreads(),
                () -> false,
                () -> Files.createFile(target.resolveSibling("scratch")));
        CountingControl control = CountingControl.granting(copyCase.grantBytes(), () -> System.out.println("running"));
        try (CopyEngine engine = provider.create(new SuiteSettings(provider.settings(), settings));
                TransferSession session = engine.open(spec)) {
            session.run(control);
        }
        System.out.println("ended");
    }
}
