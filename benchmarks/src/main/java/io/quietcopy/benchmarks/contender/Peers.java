package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.contender.Contender.Writes;
import io.quietcopy.benchmarks.result.ContenderKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a user would take instead, and fio.
 *
 * <p>Everybody's clock runs until the data is on the storage: those that do not flush themselves are followed by {@code sync
 * TARGET} as part of the run. Where the target shall be sparse everybody is told so who needs to be.
 */
final class Peers {
    private Peers() {}

    /** Returns the commands. */
    static List<Contender> commands() {
        return List.of(
                dd("dd", "dd buffered", "1M", false),
                dd("dd-direct-1m", "dd direct 1M", "1M", true),
                dd("dd-direct-4m", "dd direct 4M", "4M", true),
                peer("qemu-img", "qemu-img convert", Writes.IN_PLACE, true, "qemu-utils", Peers::qemuImg),
                peer(
                        "nbdcopy",
                        "nbdcopy --flush",
                        Writes.ANEW,
                        false,
                        "libnbd-bin",
                        (situation, pair, bytes) -> List.of("nbdcopy", "--flush", source(pair), target(pair))),
                peer(
                        "cp",
                        "cp, sync",
                        Writes.ANEW,
                        false,
                        "coreutils",
                        (situation, pair, bytes) -> synced(pair, "cp", source(pair), target(pair))),
                peer("ddrescue", "ddrescue -d -D, sync", Writes.IN_PLACE, true, "gddrescue", Peers::ddrescue));
    }

    /** Returns fio with so many requests of 1 MiB in flight on each side. */
    static Contender fio(int depth) {
        return new CommandContender(
                "fio-qd" + depth,
                "fio 1M × " + depth,
                ContenderKind.LIMIT,
                Writes.SOMETHING_ELSE,
                true,
                () -> Tools.lack("fio", "fio"),
                (situation, pair, bytes) -> fio(pair, bytes, depth));
    }

    private static Contender peer(
            String program,
            String label,
            Writes writes,
            boolean direct,
            String debianPackage,
            CommandContender.Line line) {
        return new CommandContender(
                program, label, ContenderKind.PEER, writes, direct, () -> Tools.lack(program, debianPackage), line);
    }

    private static Contender dd(String id, String label, String blockSize, boolean direct) {
        return new CommandContender(
                id,
                label,
                ContenderKind.PEER,
                Writes.IN_PLACE,
                direct,
                () -> Tools.lack("dd", "coreutils"),
                (situation, pair, bytes) -> dd(situation, pair, blockSize, direct));
    }

    private static List<String> dd(Situation situation, CopyJob.Pair pair, String blockSize, boolean direct) {
        String conversions = switch (situation) {
            case EXISTING, DEVICE -> "fsync,notrunc";
            case SPARSE -> "fsync,sparse";
            case FRESH -> "fsync";
        };
        List<String> command = new ArrayList<>(List.of(
                "dd",
                "if=" + source(pair),
                "of=" + target(pair),
                "bs=" + blockSize,
                "conv=" + conversions,
                "status=none"));
        if (direct) {
            command.addAll(List.of("iflag=direct,fullblock", "oflag=direct"));
        }
        return command;
    }

    private static List<String> qemuImg(Situation situation, CopyJob.Pair pair, long imageBytes) {
        boolean exists = situation == Situation.EXISTING || situation == Situation.DEVICE;
        return Stream.of(
                        List.of("qemu-img", "convert"),
                        exists ? List.of("-n") : List.<String>of(),
                        List.of("-f", "raw", "-O", "raw", "-t", "none", "-T", "none", "-W", "-m", "16"),
                        List.of(source(pair), target(pair)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> ddrescue(Situation situation, CopyJob.Pair pair, long imageBytes) {
        List<String> command = new ArrayList<>(List.of("ddrescue", "--quiet", "--force", "-d", "-D"));
        if (situation == Situation.DEVICE) {
            command.add("--sector-size=4096");
        }
        if (situation == Situation.SPARSE) {
            command.add("--sparse");
        }
        command.add(source(pair));
        command.add(target(pair));
        return synced(pair, command.toArray(String[]::new));
    }

    private static List<String> fio(CopyJob.Pair pair, long imageBytes, int depth) {
        List<String> command = new ArrayList<>(List.of(
                "fio",
                "--output-format=terse",
                "--terse-version=3",
                "--ioengine=libaio",
                "--direct=1",
                "--bs=1M",
                "--iodepth=" + depth,
                "--size=" + imageBytes,
                "--fallocate=none",
                "--thread"));
        command.addAll(List.of("--name=read", "--rw=read", "--filename=" + colons(source(pair))));
        command.addAll(List.of("--name=write", "--rw=write", "--end_fsync=1", "--filename=" + colons(target(pair))));
        return command;
    }

    /** fio takes colons for separators of names. */
    private static String colons(String path) {
        return path.replace(":", "\\:");
    }

    private static List<String> synced(CopyJob.Pair pair, String... command) {
        return Stream.concat(
                        Stream.of("sh", "-c", "target=$1; shift; \"$@\" && sync \"$target\"", "synced", target(pair)),
                        Stream.of(command))
                .toList();
    }

    private static String source(CopyJob.Pair pair) {
        return pair.source().toString();
    }

    private static String target(CopyJob.Pair pair) {
        return pair.target().toString();
    }
}
