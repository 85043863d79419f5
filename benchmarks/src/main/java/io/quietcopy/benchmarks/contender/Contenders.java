package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.child.CopyQuestion;
import io.quietcopy.benchmarks.contender.Contender.Writes;
import io.quietcopy.benchmarks.result.ContenderKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All contenders, by id, in the order in which they are shown. Immutable. */
public final class Contenders {
    private static final List<String> ENGINES = List.of("native", "direct-nio", "dd");
    private static final List<String> PACED_ENGINES = List.of("native", "direct-nio");

    private final Map<String, Contender> byId = new LinkedHashMap<>();

    /**
     * Lists them.
     *
     * @param jvms where the warm ones run
     * @param fioDepths how many requests fio keeps in flight, a contender each
     * @param idle how long nothing happens where nobody copies
     */
    public Contenders(WarmJvms jvms, List<Integer> fioDepths, Duration idle) {
        List<Contender> all = new ArrayList<>();
        all.add(new Idle(idle));
        all.addAll(Peers.commands());
        all.add(new WarmContender(
                "files-copy",
                "Java Files.copy, force",
                ContenderKind.PEER,
                Writes.ANEW,
                CopyQuestion.FILES_COPY,
                "full",
                jvms));
        ENGINES.forEach(engine -> all.add(command(engine, "full")));
        ENGINES.forEach(engine -> all.add(warm(engine, "full", jvms)));
        PACED_ENGINES.forEach(engine -> all.add(command(engine, "quiet")));
        PACED_ENGINES.forEach(engine -> all.add(warm(engine, "quiet", jvms)));
        fioDepths.forEach(depth -> all.add(Peers.fio(depth)));
        all.add(version());
        all.forEach(contender -> byId.put(contender.id(), contender));
    }

    /** Returns all. */
    public List<Contender> all() {
        return List.copyOf(byId.values());
    }

    /** Returns all that read and write a whole image at full pace: peers, both forms of Quietcopy, the limit. */
    public List<Contender> copying() {
        return byId.values().stream()
                .filter(contender -> contender.kind() != ContenderKind.IDLE
                        && !contender.id().contains("-quiet")
                        && !contender.id().equals("quietcopy-version"))
                .toList();
    }

    /** Returns the one with this id, empty if there is none. */
    public Optional<Contender> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Returns those with these ids, in this order.
     *
     * @throws IllegalArgumentException if there is none with one of them
     */
    public List<Contender> of(String... ids) {
        List<Contender> found = new ArrayList<>();
        for (String id : ids) {
            found.add(find(id).orElseThrow(() -> new IllegalArgumentException("there is no contender " + id)));
        }
        return found;
    }

    private static Contender command(String engine, String pace) {
        boolean quiet = pace.equals("quiet");
        return new CommandContender(
                "quietcopy-" + engine + (quiet ? "-quiet" : ""),
                "quietcopy " + engine + (quiet ? ", quiet" : ""),
                ContenderKind.COMMAND,
                Writes.IN_PLACE,
                true,
                Checkout::lack,
                (situation, pair, bytes) -> {
                    List<String> command =
                            new ArrayList<>(List.of(launcher(), "copy", "--quiet", "--engine", engine, "--pace", pace));
                    if (situation == Situation.EXISTING || situation == Situation.DEVICE) {
                        command.add("--in-place");
                    }
                    command.add(pair.source().toString());
                    command.add(pair.target().toString());
                    return command;
                });
    }

    private static Contender warm(String engine, String pace, WarmJvms jvms) {
        boolean quiet = pace.equals("quiet");
        return new WarmContender(
                "quietcopy-" + engine + (quiet ? "-quiet" : "") + "-warm",
                "quietcopy " + engine + (quiet ? ", quiet" : "") + ", warm",
                ContenderKind.WARM,
                Writes.IN_PLACE,
                engine,
                pace,
                jvms);
    }

    private static Contender version() {
        return new CommandContender(
                "quietcopy-version",
                "quietcopy --version",
                ContenderKind.COMMAND,
                Writes.IN_PLACE,
                true,
                Checkout::lack,
                (situation, pair, bytes) -> List.of(launcher(), "--version"));
    }

    private static String launcher() {
        return Checkout.root()
                .map(root -> root.resolve("quietcopy"))
                .map(Path::toString)
                .orElse("quietcopy");
    }
}
