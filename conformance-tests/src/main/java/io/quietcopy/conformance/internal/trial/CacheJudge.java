package io.quietcopy.conformance.internal.trial;

import io.quietcopy.SideMode;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a copy has left in the page cache. Says nothing where a file <em>is</em> page cache, or where nobody can count it. Not
 * thread-safe.
 */
final class CacheJudge {
    /** File systems whose pages can be counted, and are not what the files consist of. */
    private static final Set<String> COUNTABLE = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs");

    private static final long MOST_PAGES = 1;

    private final Evidence evidence;
    private final boolean countable;
    private long sourcePagesBefore;
    private long targetPagesBefore;

    CacheJudge(Evidence evidence, String fileSystem) {
        this.evidence = evidence;
        countable = COUNTABLE.contains(fileSystem);
    }

    /** Remembers what is cached before the copy. */
    void before(ImageFile source, @Nullable ImageFile target) throws IOException {
        if (countable) {
            sourcePagesBefore = pages(source);
            targetPagesBefore = target == null ? 0 : pages(target);
        }
    }

    private static long pages(ImageFile file) throws IOException {
        return Residency.of(file.path()).pages();
    }

    /** Judges what is cached after a copy that succeeded, and was flushed. */
    void after(ImageFile source, @Nullable ImageFile target, SideMode sourceMode, SideMode targetMode)
            throws IOException {
        if (!countable || !clean(sourceMode) || (target != null && !clean(targetMode))) {
            return;
        }
        evidence.seen("E-CACHE-1");
        judge("source", sourceMode, pages(source) - sourcePagesBefore);
        if (target != null) {
            judge("target", targetMode, pages(target) - targetPagesBefore);
        }
    }

    private void judge(String side, SideMode mode, long more) {
        if (more > MOST_PAGES) {
            evidence.broken(
                    "E-CACHE-1",
                    "the copy left " + more + " pages of the " + side + " in the page cache; with " + mode.access()
                            + " at most " + MOST_PAGES + " may stay");
        }
    }

    private static boolean clean(SideMode mode) {
        return switch (mode.access()) {
            case DIRECT, DONTCACHE, BUFFERED_EVICTED, NONE -> true;
            case BUFFERED -> false;
        };
    }
}
