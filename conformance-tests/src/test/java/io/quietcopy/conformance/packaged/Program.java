package io.quietcopy.conformance.packaged;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Runs programs. */
final class Program {
    private static final int MOST_SECONDS = 480;

    private Program() {}

    /** How a program ended, and all that it said. */
    record Ended(int status, String output) {}

    /** Runs a program in a folder, and waits for it. */
    static Ended run(Path folder, Object... command) throws Exception {
        Path output = Files.createTempFile("program", ".out");
        try {
            Process process = new ProcessBuilder(
                            Arrays.stream(command).map(Object::toString).toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("still running after " + MOST_SECONDS + " s:\n" + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    /** Returns the Java that runs this. */
    static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }
}
