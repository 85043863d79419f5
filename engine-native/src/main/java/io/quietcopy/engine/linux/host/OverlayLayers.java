package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the folders that an overlay is made of, in the kernel's table of mounts. Inside a container they are not there, since
 * they have names outside of it only.
 */
final class OverlayLayers {
    private static final Path SELF = Path.of("/proc/self");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");
    private static final Pattern COLONS = Pattern.compile("(?<!\\\\):+");

    private OverlayLayers() {}

    /**
     * Returns the layers of the overlay that has an open file.
     *
     * @throws IOException if they cannot be found out
     */
    static List<Path> of(Descriptor file) throws IOException {
        String id = Files.readAllLines(SELF.resolve("fdinfo").resolve(Integer.toString(file.number()))).stream()
                .filter(line -> line.startsWith("mnt_id:"))
                .map(line -> line.substring("mnt_id:".length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("the kernel does not tell the mount"));
        String mount = Files.readAllLines(SELF.resolve("mountinfo")).stream()
                .filter(line -> line.startsWith(id + " "))
                .findFirst()
                .orElseThrow(() -> new IOException("mount " + id + " is not in the table"));
        return parse(mount);
    }

    /** Reads a line of {@code /proc/self/mountinfo}. */
    static List<Path> parse(String mount) throws IOException {
        String[] fields = mount.substring(mount.indexOf(" - ") + 3).split(" ", -1);
        List<Path> layers = new ArrayList<>();
        for (String option : fields.length < 3 ? new String[0] : COMMA.split(decode(fields[2]), -1)) {
            int equals = option.indexOf('=');
            String key = equals < 0 ? option : option.substring(0, equals);
            if (key.equals("upperdir") || key.startsWith("lowerdir") || key.startsWith("datadir")) {
                for (String name : COLONS.split(option.substring(equals + 1), -1)) {
                    layers.add(absolute(name.replaceAll("\\\\([:,\\\\])", "$1")));
                }
            }
        }
        return layers;
    }

    private static String decode(String text) {
        return OCTAL.matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }

    private static Path absolute(String name) throws IOException {
        try {
            Path path = Path.of(name);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new IOException("a layer has no readable name", e);
        }
        throw new IOException("a layer has a relative name");
    }
}
