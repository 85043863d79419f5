package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The priorities of the threads that copy. Immutable.
 *
 * <p>They are the gentler part of being quiet: the pace and the small window do the work. An I/O priority counts only where the
 * kernel's scheduler for the device looks at it (bfq, and the classes also mq-deadline), and then for direct I/O only, since other writing is
 * done by threads of the kernel; so the report says where it does not count.
 */
final class Priorities {
    private static final String NICE = "nice";
    private static final String IONICE = "ionice";
    private static final String KEEP = "keep";
    private static final int MOST_NICE = 19;
    private static final int BEST_EFFORT = 2;
    private static final int IDLE = 3;
    private static final int LOWEST_LEVEL = 7;
    private static final Set<String> HEEDING = Set.of("bfq", "mq-deadline", "cfq");

    private final OptionalInt nice;
    private final @Nullable IoClass ionice;

    private record IoClass(int number, int level, String text) {}

    private Priorities(OptionalInt nice, @Nullable IoClass ionice) {
        this.nice = nice;
        this.ionice = ionice;
    }

    static List<SettingSpec> settings() {
        return List.of(
                SettingSpec.of(
                        NICE,
                        KEEP,
                        "keep, or 0 to 19",
                        "The CPU priority of the threads that copy; 19 is the lowest.",
                        value -> Objects.requireNonNull(parseNice(value))),
                SettingSpec.of(
                        IONICE,
                        KEEP,
                        "keep, idle, or best-effort:0 to best-effort:7",
                        "The I/O priority of the threads that copy, where the kernel's scheduler heeds it.",
                        Priorities::parseIonice));
    }

    static Priorities of(EngineSettings settings) {
        return new Priorities(parseNice(settings.get(NICE)), parseIonice(settings.get(IONICE)));
    }

    private static OptionalInt parseNice(String value) {
        if (value.equals(KEEP)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(number(value, MOST_NICE, "a nice value is keep, or a number from 0 to 19"));
    }

    private static @Nullable IoClass parseIonice(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        if (text.equals(KEEP)) {
            return null;
        }
        if (text.equals("idle")) {
            return new IoClass(IDLE, 0, text);
        }
        String accepted = "an I/O priority is keep, idle, or best-effort:0 to best-effort:7";
        if (!text.startsWith("best-effort:")) {
            throw new IllegalArgumentException(accepted);
        }
        int level = number(text.substring("best-effort:".length()), LOWEST_LEVEL, accepted);
        return new IoClass(BEST_EFFORT, level, text);
    }

    private static int number(String text, int most, String accepted) {
        if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(accepted);
    }

    /**
     * Gives the calling thread its priorities.
     *
     * @param problems takes what did not work, each once
     */
    void apply(Linux linux, Set<String> problems) {
        if (nice.isPresent()) {
            int result = linux.setThreadNice(nice.getAsInt());
            if (result < 0) {
                problems.add("nice=" + nice.getAsInt() + " could not be set: " + Errno.of(result) + ".");
            }
        }
        if (ionice != null) {
            int result = linux.setThreadIoPriority(ionice.number(), ionice.level());
            if (result < 0) {
                problems.add("ionice=" + ionice.text() + " could not be set: " + Errno.of(result) + ".");
            }
        }
    }

    /**
     * Returns what the report should say.
     *
     * @param devices the numbers of the devices that hold the sides
     */
    List<String> notes(List<Long> devices) {
        List<String> notes = new ArrayList<>();
        if (nice.isPresent()) {
            notes.add("The threads that copied had nice=" + nice.getAsInt() + ".");
        }
        if (ionice != null) {
            notes.add("The threads that copied had ionice=" + ionice.text() + ".");
            Set<String> ignoring = new LinkedHashSet<>();
            for (long device : devices) {
                DeviceQueue queue = DeviceQueue.of(device);
                queue.scheduler()
                        .filter(scheduler -> !HEEDING.contains(scheduler))
                        .ifPresent(scheduler -> ignoring.add("ionice had no effect on "
                                + queue.name().orElse("a device") + ", whose scheduler is " + scheduler + "."));
            }
            notes.addAll(ignoring);
        }
        return notes;
    }
}
