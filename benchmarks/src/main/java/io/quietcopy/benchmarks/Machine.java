package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.contender.Checkout;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Describes the machine that figures come from, without its name. */
final class Machine {
    private static final Path PROC = Path.of("/proc");

    private Machine() {}

    /**
     * Describes it.
     *
     * @param folder where is measured
     */
    static Map<String, String> describe(Path folder) throws IOException {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", processor());
        machine.put(
                "memory", field("meminfo", "MemTotal").map(Machine::gibibytes).orElse("unknown"));
        machine.put("kernel", System.getProperty("os.version"));
        machine.put("storage", storage(folder));
        machine.put(
                "load at the start", Files.readString(PROC.resolve("loadavg")).strip());
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        Checkout.root()
                .flatMap(root -> firstLine("git", "-C", root.toString(), "describe", "--always", "--dirty"))
                .ifPresent(commit -> machine.put("quietcopy", commit));
        put(machine, "dd", "dd", "--version");
        put(machine, "qemu-img", "qemu-img", "--version");
        put(machine, "nbdcopy", "nbdcopy", "--version");
        put(machine, "ddrescue", "ddrescue", "--version");
        put(machine, "fio", "fio", "--version");
        return Collections.unmodifiableMap(machine);
    }

    /** Returns the memory that could be had without swapping, in bytes. */
    static long availableMemoryBytes() throws IOException {
        return field("meminfo", "MemAvailable").map(Machine::kibibytes).orElse(0L) << 10;
    }

    private static String processor() throws IOException {
        String count = Runtime.getRuntime().availableProcessors() + " × ";
        return field("cpuinfo", "model name").map(name -> count + name).orElse(count + System.getProperty("os.arch"));
    }

    /** The file system's type, and what the kernel knows of the device below it. */
    private static String storage(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        String device = store.name();
        String name = device.substring(device.lastIndexOf('/') + 1);
        Path queue = Path.of("/sys/class/block", name, "queue");
        String more = Files.isDirectory(queue)
                ? ", scheduler " + read(queue.resolve("scheduler")) + ", rotational "
                        + read(queue.resolve("rotational"))
                : "";
        return store.type() + " on " + device + more;
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "unknown";
    }

    private static Optional<String> field(String file, String name) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(PROC.resolve(file))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                    return Optional.of(line.substring(colon + 1).strip());
                }
            }
        }
        return Optional.empty();
    }

    private static long kibibytes(String text) {
        return Long.parseLong(text.replace("kB", "").strip());
    }

    private static String gibibytes(String kibibytes) {
        return Math.round(kibibytes(kibibytes) / 1048576.0) + " GiB";
    }

    private static void put(Map<String, String> machine, String name, String... command) {
        firstLine(command).ifPresent(version -> machine.put(name, version));
    }

    private static Optional<String> firstLine(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            try (BufferedReader out = process.inputReader()) {
                List<String> lines = out.lines().toList();
                return process.waitFor() == 0 ? lines.stream().findFirst() : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
