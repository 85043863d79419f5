package io.quietcopy.conformance.internal.trial;

import io.quietcopy.CachePolicy;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ExtentList;
import io.quietcopy.conformance.internal.drive.SuiteSpec;
import io.quietcopy.conformance.internal.drive.SuiteThreads;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.EnumText;
import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.Sides;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.NotFitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Between which kinds of sides the engine does direct I/O here, by its own word: it takes a plain aligned copy with {@code
 * require-direct}. What it has said once it has to stand by. Thread-safe.
 */
public final class DirectAbility {
    private static final long PROBE_BYTES = 64 << 10;
    private static final long MOST_INLINE_BYTES = 4096;

    /** File systems that do direct I/O wherever they are. */
    private static final Set<String> DIRECT = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs");

    private final Subject subject;
    private final Sides place;
    private final Map<Pair, Boolean> known = new ConcurrentHashMap<>();

    private record Pair(SideKind from, SideKind to) {}

    /** Makes one that has not asked yet. */
    public DirectAbility(Subject subject, Sides place) {
        this.subject = subject;
        this.place = place;
    }

    /**
     * Returns whether the engine takes direct I/O between such sides, or empty if that depends on more than their kinds: btrfs keeps
     * small files where no device can read them.
     *
     * @throws UncheckedIOException if the suite itself fails
     */
    public Optional<Boolean> of(CopyCase copyCase) {
        boolean small = copyCase.from() == SideKind.FILE && copyCase.sourceBytes() <= MOST_INLINE_BYTES;
        return small && fileSystem().equals("btrfs")
                ? Optional.empty()
                : Optional.of(of(copyCase.from(), copyCase.to()));
    }

    /** Returns whether the engine takes direct I/O between such sides. */
    public boolean of(SideKind from, SideKind to) {
        return known.computeIfAbsent(new Pair(from, to), sides -> {
            try {
                return ask(sides);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Returns between which sides the engine was asked for direct I/O and refused, if it has refused all, and some of them can do
     * it: file systems on disks, and devices.
     */
    public Optional<String> refusal() {
        boolean possible = DIRECT.contains(fileSystem())
                || known.keySet().stream().anyMatch(pair -> pair.from.device() && pair.to.device());
        if (known.isEmpty() || known.containsValue(true) || !possible) {
            return Optional.empty();
        }
        return Optional.of(known.keySet().stream()
                .map(pair -> EnumText.of(pair.from) + " to " + EnumText.of(pair.to))
                .sorted()
                .collect(Collectors.joining(
                        ", ",
                        "the engine does no direct I/O: it refuses require-direct wherever it was asked (",
                        ")")));
    }

    private String fileSystem() {
        try {
            return place.fileSystemType();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ask(Pair sides) throws IOException {
        CopyCase plain = CopyCase.builder()
                .sides(sides.from, sides.to)
                .source(Piece.data(PROBE_BYTES))
                .cache(CachePolicy.REQUIRE_DIRECT)
                .build();
        TargetBytes bytes = TargetBytes.of(plain);
        try (TryFolder folder = place.newTry(false);
                ImageFile source = place.source(plain, bytes, folder);
                ImageFile target = place.target(plain, bytes, folder);
                CopyEngine engine = subject.create()) {
            SuiteSpec spec = new SuiteSpec(
                    plain,
                    source.side(),
                    target.side(),
                    new ExtentList(Extent.of(plain), new Evidence()),
                    null,
                    new SuiteThreads(),
                    () -> false,
                    folder::newScratchFile);
            engine.open(spec).close();
            return true;
        } catch (NotFitException e) {
            return false;
        }
    }
}
