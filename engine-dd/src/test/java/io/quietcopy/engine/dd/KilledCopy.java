package io.quietcopy.engine.dd;

import io.quietcopy.spi.ExtentCursor.Content;
import java.nio.file.Path;

/** A copy in a JVM of its own, which a test kills. */
final class KilledCopy {
    private KilledCopy() {}

    public static void main(String[] words) throws Exception {
        TestCopy copy = TestCopy.of(Path.of(words[0]), Path.of(words[1]))
                .executable(words[2])
                .extent(Long.parseLong(words[3]), 0, 4 << 20, Content.DATA);
        copy.run(new TestControl());
    }
}
