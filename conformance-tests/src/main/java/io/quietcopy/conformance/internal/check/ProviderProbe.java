package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.drive.SuiteSettings;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a provider in a JVM that does nothing else, and prints what that has left: one line for each thing, {@code ok} at the end.
 * With a second word it asks for the availability instead.
 */
public final class ProviderProbe {
    private ProviderProbe() {}

    /**
     * Runs the probe.
     *
     * @param words the class of the provider, and {@code availability} or nothing
     * @throws Exception if the class is no provider
     */
    public static void main(String[] words) throws Exception {
        Class<?> type = Class.forName(words[0], false, ProviderProbe.class.getClassLoader());
        Files.readAllLines(Path.of("/proc/self/maps")); // loads what reading itself needs
        found();
        Set<String> before = found();
        CopyEngineProvider provider = (CopyEngineProvider) type.getConstructor().newInstance();
        if (words.length > 1) {
            Availability availability = provider.availability(new SuiteSettings(provider.settings(), Map.of()));
            System.out.println("availability " + availability);
        } else {
            Set<String> after = found();
            after.removeAll(before);
            after.forEach(System.out::println);
        }
        System.out.println("ok");
    }

    /** Native libraries, descriptors, threads, children. */
    private static Set<String> found() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            maps.filter(line -> line.contains(".so"))
                    .map(line -> "native library " + line.substring(line.indexOf('/')))
                    .forEach(found::add);
        }
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                String target = Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)
                        ? Files.readSymbolicLink(descriptor).toString()
                        : "";
                if (!target.isEmpty() && !target.endsWith(".jar") && !target.startsWith("/proc/")) {
                    found.add("descriptor of " + target);
                }
            }
        }
        found.addAll(Thread.getAllStackTraces().keySet().stream()
                .map(thread -> "thread " + thread.getName())
                .collect(Collectors.toSet()));
        ProcessHandle.current().children().forEach(child -> found.add("child process " + child.pid()));
        return found;
    }
}
