package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Linux;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes a buffer in a process that may map little more than it has mapped already; tells its size. */
final class LimitedMemory {
    private static final long ROOM_KIB = 12 << 10;

    private LimitedMemory() {}

    public static void main(String[] words) throws Exception {
        Linux linux = Linux.load();
        try (MappedMemory warmUp = new MappedMemory(linux)) {
            warmUp.free(warmUp.allocate(4096, 4096));
        }
        long limit = (mappedKib() + ROOM_KIB) << 10;
        int status = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        Long.toString(ProcessHandle.current().pid()),
                        "--as=" + limit + ":")
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("prlimit: " + status);
        }
        try (MappedMemory memory = new MappedMemory(linux)) {
            ByteBuffer buffer = memory.allocate(1 << 20, 4096);
            System.out.print(buffer.capacity());
        }
    }

    private static long mappedKib() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
