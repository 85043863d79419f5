package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts that this process sees. */
final class Mounts {

    private Mounts() {}

    /** One line of {@code /proc/self/mounts}. */
    record Mount(String source, Path point, String type, String options) {}

    static List<Mount> all() throws IOException {
        List<Mount> mounts = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = line.split(" ", -1);
            if (fields.length >= 4) {
                mounts.add(new Mount(unescape(fields[0]), Path.of(unescape(fields[1])), fields[2], fields[3]));
            }
        }
        return mounts;
    }

    static List<Path> points() throws IOException {
        return all().stream().map(Mount::point).toList();
    }

    static Optional<Mount> at(Path point) throws IOException {
        // the last one lies on top
        return all().stream().filter(mount -> mount.point.equals(point)).reduce((below, above) -> above);
    }

    /** The minor number of the device of the file system mounted there; the file system is not asked. */
    static int deviceMinor(Path point) throws IOException {
        int minor = -1;
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String[] fields = line.split(" ", -1);
            if (fields.length > 4 && Path.of(unescape(fields[4])).equals(point)) {
                minor = Integer.parseInt(fields[2].substring(fields[2].indexOf(':') + 1));
            }
        }
        if (minor < 0) {
            throw new IOException("nothing is mounted on " + point);
        }
        return minor;
    }

    /** The kernel writes blank, tab, newline and backslash as three octal digits. */
    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
