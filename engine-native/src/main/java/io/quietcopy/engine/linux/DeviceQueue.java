package io.quietcopy.engine.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sysfs tells of the queue of a block device, or of the disk that it is a part of. Immutable. */
final class DeviceQueue {
    private static final Path DEVICES = Path.of("/sys/dev/block");
    private static final Pattern CHOSEN = Pattern.compile("\\[([\\w-]+)]");

    private static final Logger LOG = LoggerFactory.getLogger(DeviceQueue.class);

    private final Path device;

    private DeviceQueue(Path device) {
        this.device = device;
    }

    /**
     * Returns the queue of a device.
     *
     * @param number as C's {@code dev_t}
     */
    static DeviceQueue of(long number) {
        long major = (number >> 8 & 0xfff) | (number >> 32 & 0xfffff000L);
        long minor = (number & 0xff) | (number >> 12 & 0xffffff00L);
        return new DeviceQueue(DEVICES.resolve(major + ":" + minor));
    }

    /** Returns whether the device has a command that makes zeroes; true if nobody knows. */
    boolean makesZeroes() {
        return !read("write_zeroes_max_bytes").equals(Optional.of("0"));
    }

    /** Returns the scheduler that orders its requests, for example {@code none} or {@code bfq}. */
    Optional<String> scheduler() {
        return read("scheduler").flatMap(text -> {
            Matcher chosen = CHOSEN.matcher(text);
            return chosen.find() ? Optional.of(chosen.group(1)) : Optional.empty();
        });
    }

    /** Returns the kernel's name of the disk, for people. */
    Optional<String> name() {
        try {
            Path real = device.toRealPath();
            Path disk = Files.exists(real.resolve("queue")) ? real : real.getParent();
            return Optional.ofNullable(disk).map(Path::getFileName).map(Path::toString);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> read(String attribute) {
        for (String queue : new String[] {"queue", "../queue"}) {
            try {
                return Optional.of(Files.readString(device.resolve(queue).resolve(attribute))
                        .strip());
            } catch (IOException e) {
                LOG.trace("{} has no {}: {}", device, attribute, e.toString());
            }
        }
        return Optional.empty();
    }
}
