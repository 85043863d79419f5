package io.quietcopy.conformance.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the suite from overwriting what somebody uses: looks in {@code /proc} and {@code /sys} whether a device is in use. */
final class DeviceGuard {
    private static final int KIND = 0170000;
    private static final int BLOCK_DEVICE = 0060000;

    private DeviceGuard() {}

    /** Refuses what is no block device, and a device that is mounted, swapped to, or part of another one. */
    static void check(Path device) throws EndException {
        try {
            if (((int) Files.getAttribute(device, "unix:mode") & KIND) != BLOCK_DEVICE) {
                throw EndException.usage("--device: " + device + " is not a block device");
            }
            long rdev = (long) Files.getAttribute(device, "unix:rdev");
            long major = ((rdev >>> 8) & 0xfff) | ((rdev >>> 32) & 0xfffff000L);
            long minor = (rdev & 0xff) | ((rdev >>> 12) & 0xffffff00L);
            Path node = Path.of("/sys/dev/block", major + ":" + minor);
            for (Path part : withPartitions(node)) {
                refuseIfUsed(device, part);
            }
        } catch (IOException e) {
            throw EndException.environment("--device: " + device + " cannot be looked at: " + e, e);
        }
    }

    private static List<Path> withPartitions(Path node) throws IOException {
        List<Path> parts = new ArrayList<>(List.of(node));
        try (Stream<Path> inside = Files.list(node)) {
            inside.filter(path -> Files.exists(path.resolve("partition"))).forEach(parts::add);
        }
        return parts;
    }

    private static void refuseIfUsed(Path device, Path node) throws IOException, EndException {
        String number = Files.readString(node.resolve("dev")).strip();
        for (String mount : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String[] fields = mount.split(" ", -1);
            if (fields[2].equals(number)) {
                throw EndException.usage(
                        "--device: " + device + " is in use: it, or a part of it, is mounted at " + fields[4]);
            }
        }
        String name = node.toRealPath().getFileName().toString();
        for (String swap : Files.readAllLines(Path.of("/proc/swaps"))) {
            Path file = Path.of(swap.split("\\s+", -1)[0]);
            if (Files.exists(file) && file.toRealPath().equals(Path.of("/dev", name))) {
                throw EndException.usage("--device: " + device + " is in use: it is swap space");
            }
        }
        try (Stream<Path> holders = Files.list(node.resolve("holders"))) {
            if (holders.findAny().isPresent()) {
                throw EndException.usage("--device: " + device + " is in use: other devices are made of it");
            }
        }
    }
}
