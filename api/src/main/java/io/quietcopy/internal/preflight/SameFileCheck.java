package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Span;
import io.quietcopy.internal.host.StorageStack;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that writing the target changes no byte of the source: by whatever names, links and mounts, through partitions, loop
 * devices (nested ones too), device-mapper, and file systems that stand on the other side.
 */
final class SameFileCheck {
    private static final String OVERLAP = "overlap";

    private SameFileCheck() {}

    /**
     * Compares both sides.
     *
     * @param target the target; its folder where it does not exist yet
     */
    static void check(CopyRequest request, FileFacts source, FileFacts target, Surroundings around)
            throws CopyException {
        StorageStack.Layers from;
        StorageStack.Layers to;
        try {
            from = around.stack().below(source);
            to = around.stack().below(target);
        } catch (IOException e) {
            throw Refusal.of(
                    ErrorCode.SAME_FILE,
                    request.target(),
                    "it cannot be found out whether source and target are the same: " + Refusal.reason(e),
                    "Make /sys and /proc readable for this user.",
                    e);
        }
        compare(request, from, to, target.isCopyable());
    }

    private static void compare(
            CopyRequest request, StorageStack.Layers from, StorageStack.Layers to, boolean targetExists)
            throws CopyException {
        if (targetExists) {
            for (Span mine : from.exact()) {
                for (Span other : to.exact()) {
                    if (mine.overlaps(other)) {
                        throw same(request, describe(mine, other));
                    }
                }
            }
            Span under = common(to.exact(), from.all());
            if (under != null) {
                throw same(request, OVERLAP + ": the source is stored on the target (" + under.name() + ")");
            }
        }
        Span over = common(from.exact(), to.all());
        if (over != null) {
            throw same(request, OVERLAP + ": the target is stored on the source (" + over.name() + ")");
        }
    }

    private static String describe(Span source, Span target) {
        boolean whole = source.start() == target.start() && source.end() == target.end();
        if (!whole) {
            return source.name().equals(target.name())
                    ? OVERLAP + ": they share bytes of " + source.name()
                    : OVERLAP + ": " + source.name() + " and " + target.name() + " share bytes";
        }
        return source.name().equals(target.name())
                ? "are the same: " + source.name()
                : "are the same: " + source.name() + " is " + target.name();
    }

    private static @Nullable Span common(List<Span> exact, List<Span> stored) {
        for (Span span : exact) {
            for (Span other : stored) {
                if (span.overlaps(other)) {
                    return span;
                }
            }
        }
        return null;
    }

    static CopyException same(CopyRequest request, String relation) {
        return Refusal.of(
                ErrorCode.SAME_FILE,
                request.target(),
                "the source " + request.source() + " and the target " + request.target() + " " + relation,
                relation.startsWith(OVERLAP)
                        ? "Choose a target that shares no storage with the source."
                        : ErrorCode.SAME_FILE.remedy());
    }
}
