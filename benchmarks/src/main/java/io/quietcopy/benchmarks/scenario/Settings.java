package io.quietcopy.benchmarks.scenario;

import static io.quietcopy.testbed.Requirement.CGROUP_MEMORY;
import static io.quietcopy.testbed.Requirement.LOOP;
import static io.quietcopy.testbed.Requirement.STORAGE_MODEL;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.Contenders;
import io.quietcopy.benchmarks.contender.Situation;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All settings, in the order in which they run. */
public final class Settings {
    private static final long MIB = 1 << 20;
    private static final List<String> COMMANDS = List.of("quietcopy-native", "quietcopy-direct-nio", "quietcopy-dd");
    private static final int SPARSE_SLOT_MEBIBYTES = 10;
    private static final int SCALE_SLOT_MEBIBYTES = 32;

    private final Profile profile;
    private final Contenders contenders;
    private final List<Setting> all = new ArrayList<>();

    private Settings(Profile profile, Contenders contenders) {
        this.profile = profile;
        this.contenders = contenders;
    }

    /** Returns all of them. */
    public static List<Setting> all(Profile profile, Contenders contenders) {
        Settings settings = new Settings(profile, contenders);
        settings.start();
        settings.local();
        settings.sparse();
        settings.sectors();
        settings.remote();
        settings.scale();
        settings.neighbour();
        return List.copyOf(settings.all);
    }

    private void local() {
        long bytes = profile.sizeBytes();
        add(
                "local",
                "local",
                "a file of random data over an existing file",
                bytes,
                4 * bytes,
                copying(),
                files(Situation.EXISTING, 1));
        add(
                "fresh",
                "fresh",
                "a file of random data to a new file",
                bytes,
                3 * bytes,
                copying(),
                files(Situation.FRESH, 1));
    }

    private void sparse() {
        long bytes = profile.sparseBytes();
        long data = Images.dataBytes(bytes, SPARSE_SLOT_MEBIBYTES);
        all.add(new Setting(
                "sparse",
                "sparse",
                "a sparse image, a tenth of it data in pieces of 1 MiB, to a new file",
                bytes,
                data,
                1,
                data + 2 * bytes, // for who writes the holes
                0,
                List.of(),
                withoutLimit(),
                sparseFiles(SPARSE_SLOT_MEBIBYTES)));
    }

    private void sectors() {
        long bytes = profile.sizeBytes();
        all.add(new Setting(
                "4kn",
                "4kn",
                "loop devices with sectors of 4096 bytes",
                bytes,
                bytes,
                1,
                4 * bytes,
                0,
                List.of(LOOP),
                copying(),
                (setting, folder) -> plain(setting, new DevicePlace(folder, bytes))));
    }

    private void remote() {
        long bytes = profile.remoteBytes();
        for (int millis : Profile.remoteLatenciesMillis()) {
            all.add(new Setting(
                    "remote",
                    "remote-" + millis + "ms",
                    "storage " + millis + " ms away with 400 MB/s in each direction, over an existing file",
                    bytes,
                    bytes,
                    1,
                    2 * profile.warmUpBytes(),
                    ModelPlace.memoryBytes(bytes),
                    List.of(STORAGE_MODEL),
                    copyingFarAway(),
                    (setting, folder) -> plain(new Measuring(
                            new ModelPlace(folder, bytes, Duration.ofMillis(millis)),
                            bytes,
                            bytes,
                            Profile.remoteLimit(bytes)))));
        }
    }

    private void scale() {
        for (long bytes : profile.scaleBytes()) {
            long data = Images.dataBytes(bytes, SCALE_SLOT_MEBIBYTES);
            all.add(new Setting(
                    "scale",
                    "scale-" + name(bytes),
                    name(bytes) + " virtual size, a 32nd part of it data, to a new file",
                    bytes,
                    data,
                    1,
                    3 * data + 2 * profile.warmUpBytes(),
                    0,
                    List.of(),
                    contenders.of(
                            "cp", "qemu-img", "quietcopy-native", "quietcopy-direct-nio", "quietcopy-native-warm"),
                    sparseFiles(SCALE_SLOT_MEBIBYTES)));
        }
        for (int copies : profile.copiesAtOnce()) {
            long bytes = profile.copyAtOnceBytes();
            long together = copies * bytes;
            all.add(new Setting(
                    "scale",
                    "copies-" + copies,
                    copies + (copies == 1 ? " copy" : " copies at once") + " of " + name(bytes)
                            + " over existing files",
                    together,
                    together,
                    copies,
                    3 * together + 2 * profile.warmUpBytes(),
                    0,
                    List.of(),
                    contenders.of(
                            "dd-direct-1m",
                            "qemu-img",
                            "quietcopy-native",
                            "quietcopy-direct-nio",
                            "quietcopy-native-warm",
                            "quietcopy-direct-nio-warm"),
                    files(Situation.EXISTING, copies)));
        }
    }

    private void neighbour() {
        long bytes = profile.neighbourBytes();
        all.add(new Setting(
                "neighbour",
                "neighbour",
                "beside a process that reads a cached working set and fsyncs a log, both in 512 MiB",
                bytes,
                bytes,
                1,
                4 * bytes + profile.workingSetBytes() + 2 * profile.warmUpBytes(),
                0,
                List.of(CGROUP_MEMORY),
                profile.quick() ? quickNeighbours() : neighbours(),
                (setting, folder) -> {
                    Place place = new FilePlace(folder, folder, Situation.EXISTING, 1, bytes, Images.random(bytes));
                    Measuring measuring = new Measuring(place, bytes, bytes, Profile.neighbourLimit(bytes));
                    return new Setting.Opened(new NeighbourTrial(measuring, profile, folder), place.facts());
                }));
    }

    private List<Contender> neighbours() {
        return contenders.all().stream()
                .filter(contender -> contender.kind() != ContenderKind.LIMIT
                        && !contender.id().equals("quietcopy-version"))
                .toList();
    }

    private List<Contender> quickNeighbours() {
        return contenders.of(
                "idle",
                "dd",
                "dd-direct-1m",
                "quietcopy-native",
                "quietcopy-native-warm",
                "quietcopy-direct-nio-warm",
                "quietcopy-native-quiet-warm",
                "quietcopy-direct-nio-quiet-warm");
    }

    private void start() {
        add(
                "start",
                "start",
                "1 MiB over an existing file: what starting costs",
                MIB,
                4 * MIB,
                contenders.of(
                        "dd-direct-1m",
                        "qemu-img",
                        "cp",
                        "quietcopy-native",
                        "quietcopy-direct-nio",
                        "quietcopy-dd",
                        "quietcopy-native-warm"),
                files(Situation.EXISTING, 1));
        all.add(new Setting(
                "start",
                "start-version",
                "the command tells its version",
                0,
                0,
                1,
                0,
                0,
                List.of(),
                contenders.of("quietcopy-version"),
                (setting, folder) -> plain(setting, new NoPlace(folder))));
    }

    private void add(
            String scenario,
            String id,
            String title,
            long bytes,
            long diskBytes,
            List<Contender> who,
            Setting.Opener opener) {
        long room = diskBytes + 2 * profile.warmUpBytes();
        all.add(new Setting(scenario, id, title, bytes, bytes, 1, room, 0, List.<Requirement>of(), who, opener));
    }

    /** A quick run has time for one engine as a command in each setting; over all settings, each has its turn. */
    private List<Contender> copying() {
        String turn = COMMANDS.get(all.size() % COMMANDS.size());
        return contenders.copying().stream()
                .filter(contender -> !profile.quick()
                        || contender.kind() != ContenderKind.COMMAND
                        || contender.id().equals(turn))
                .toList();
    }

    /** fio with few in flight says nothing of a limit that is far away. */
    private List<Contender> copyingFarAway() {
        return copying().stream()
                .filter(contender -> !List.of("fio-qd1", "fio-qd2").contains(contender.id()))
                .toList();
    }

    private List<Contender> withoutLimit() {
        return copying().stream()
                .filter(contender -> contender.kind() != ContenderKind.LIMIT)
                .toList();
    }

    private Setting.Opener files(Situation situation, int copies) {
        return (setting, folder) -> {
            long each = setting.imageBytes() / copies;
            return plain(setting, new FilePlace(folder, folder, situation, copies, each, Images.random(each)));
        };
    }

    private Setting.Opener sparseFiles(int slotMebibytes) {
        return (setting, folder) -> {
            Images.Maker images = Images.sparse(setting.imageBytes(), slotMebibytes);
            return plain(setting, new FilePlace(folder, folder, Situation.SPARSE, 1, setting.imageBytes(), images));
        };
    }

    private static Setting.Opened plain(Setting setting, Place place) throws IOException {
        return plain(
                new Measuring(place, setting.imageBytes(), setting.dataBytes(), Profile.limit(setting.dataBytes())));
    }

    private static Setting.Opened plain(Measuring measuring) throws IOException {
        return new Setting.Opened(new PlainTrial(measuring), measuring.place().facts());
    }

    private static String name(long bytes) {
        long gib = 1L << 30;
        return bytes % gib == 0 ? bytes / gib + "GiB" : bytes / MIB + "MiB";
    }
}
