package io.quietcopy.internal.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The swap spaces in use, from {@code /proc/swaps}. */
public final class Swaps {
    private Swaps() {}

    /**
     * A swap space.
     *
     * @param path a device node or a file, as the kernel names it
     * @param device whether it is a device
     */
    public record Swap(Path path, boolean device) {}

    /**
     * Reads the table.
     *
     * @return the swap spaces, empty also where there is no table
     * @throws IOException if it cannot be read
     */
    public static List<Swap> read(Host host) throws IOException {
        List<Swap> swaps = new ArrayList<>();
        List<String> lines = KernelText.lines(host.proc().resolve("swaps"));
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] fields = line.split("[ \t]+", 3);
            Optional<Path> path = KernelText.path(KernelText.unescape(fields[0]));
            if (path.isPresent() && fields.length > 1) {
                swaps.add(new Swap(path.get(), "partition".equals(fields[1])));
            }
        }
        return swaps;
    }
}
