package io.quietcopy.engine.dd;

import io.quietcopy.spi.ExtentCursor.Content;
import java.nio.file.Path;

/** A copy in a JVM of its own, for tests that kill it or give it another environment. */
final class CopyProcess {
    private CopyProcess() {}

    /** A process that copies 4 MiB to the start of the target. */
    static ProcessBuilder of(Path source, Path target, Path dd, long sourceOffset) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CopyProcess.class.getName(),
                source.toString(),
                target.toString(),
                dd.toString(),
                Long.toString(sourceOffset));
    }

    public static void main(String[] words) throws Exception {
        TestCopy copy = TestCopy.of(Path.of(words[0]), Path.of(words[1]))
                .executable(words[2])
                .extent(Long.parseLong(words[3]), 0, 4 << 20, Content.DATA);
        copy.run(new TestControl());
    }
}
