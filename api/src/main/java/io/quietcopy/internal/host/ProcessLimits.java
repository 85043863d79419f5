package io.quietcopy.internal.host;

import java.io.IOException;
import java.util.OptionalLong;

/** What the kernel lets this process do at most. */
public final class ProcessLimits {
    private static final String FILE_SIZE = "Max file size";

    private ProcessLimits() {}

    /**
     * Returns the length that no file may exceed that this process or a child of it writes ({@code ulimit -f}).
     *
     * @return bytes; empty if there is no limit, or it cannot be read
     */
    public static OptionalLong fileSizeBytes(Host host) {
        try {
            for (String line : KernelText.lines(host.proc().resolve("self").resolve("limits"))) {
                if (line.startsWith(FILE_SIZE)) {
                    String soft = line.substring(FILE_SIZE.length()).strip().split(" +", 2)[0];
                    return "unlimited".equals(soft) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(soft));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }
}
