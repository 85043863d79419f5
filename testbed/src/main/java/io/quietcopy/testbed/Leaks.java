package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/**
 * What this JVM holds at one moment, to find out later what has been left behind since: open descriptors, Java threads,
 * child processes, and files in given folders.
 *
 * <p>Not counted are descriptors of class files, JARs, the JDK and random devices, and threads that the JDK keeps for later
 * (process reaper, common pool, cleaners). Other tests that run at the same time in the same JVM show up as leaks. Immutable.
 */
public final class Leaks {

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(5);

    private static final List<String> JDK_THREADS = List.of(
            "process reaper",
            "ForkJoinPool.commonPool-",
            "CompletableFutureDelayScheduler",
            "Common-Cleaner",
            "Cleaner-",
            "Keep-Alive-",
            "JNA Cleaner",
            "Attach Listener",
            "Signal Dispatcher",
            "testbed-",
            "surefire-");

    private final Map<String, Integer> descriptors;
    private final Set<Thread> threads;
    private final Set<Long> children;
    private final Set<Path> files;
    private final List<Path> folders;

    private Leaks(List<Path> folders) throws IOException {
        this.folders = folders;
        this.descriptors = countedDescriptors();
        this.threads = threads();
        this.children = new HashSet<>(Processes.descendants());
        this.files = files(folders);
    }

    /**
     * Remembers what there is now.
     *
     * @param folders folders in which new files count as left behind, at any depth
     * @throws IOException if it cannot be listed
     */
    public static Leaks since(Path... folders) throws IOException {
        // The testbed's own natives open a file on first use (libffi's closures), and keep it: what counts is that
        // they have been used, not what they say.
        var unused = Requirement.CACHESTAT.missing();
        return new Leaks(List.of(folders));
    }

    /**
     * Returns what is there now and was not then, each as a line for humans; empty if nothing.
     *
     * @throws IOException if it cannot be listed
     */
    public List<String> found() throws IOException {
        List<String> found = new ArrayList<>();
        countedDescriptors().forEach((target, count) -> {
            int more = count - descriptors.getOrDefault(target, 0);
            if (more > 0) {
                found.add("open descriptor of " + target + (more > 1 ? " (" + more + " times)" : ""));
            }
        });
        for (Thread thread : threads()) {
            if (!threads.contains(thread)) {
                found.add("thread " + thread.getName());
            }
        }
        for (long pid : Processes.descendants()) {
            if (!children.contains(pid)) {
                found.add("child process " + pid + " (" + Processes.commandLine(pid) + ")");
            }
        }
        for (Path file : files(folders)) {
            if (!files.contains(file)) {
                found.add("file " + file);
            }
        }
        return found;
    }

    /**
     * Fails if something has been left behind; gives threads and processes that are just ending five seconds for it.
     *
     * @throws AssertionFailedError if something is still there, naming it
     * @throws IOException if it cannot be listed
     */
    public void assertNone() throws IOException {
        assertNone(SETTLE_LIMIT);
    }

    void assertNone(Duration limit) throws IOException {
        if (!Await.until(limit, () -> found().isEmpty())) {
            throw new AssertionFailedError("left behind:\n  " + String.join("\n  ", found()));
        }
    }

    private static Map<String, Integer> countedDescriptors() throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        SortedMap<Integer, String> all = Processes.descriptors();
        String jdk = System.getProperty("java.home");
        for (String target : all.values()) {
            boolean ofTheJvm = target.endsWith(".jar")
                    || target.endsWith(".so")
                    || target.startsWith(jdk)
                    || target.equals("/dev/random")
                    || target.equals("/dev/urandom");
            if (!ofTheJvm) {
                // every pipe and socket has a number of its own, so they are counted by their kind
                counts.merge(target.replaceAll(":\\[\\d+]$", ""), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> JDK_THREADS.stream().noneMatch(thread.getName()::startsWith))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<Path> files(List<Path> folders) throws IOException {
        Set<Path> files = new HashSet<>();
        for (Path folder : folders) {
            try (Stream<Path> tree = Files.walk(folder)) {
                tree.forEach(files::add);
            }
        }
        return files;
    }
}
