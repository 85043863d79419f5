package io.quietcopy.conformance.internal.trial;

import io.quietcopy.CachePolicy;
import io.quietcopy.SideMode;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.Span;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a copy does to the page cache: what it leaves there, what it drives out, and whether the modes that the engine tells
 * are true.
 *
 * <p>Says nothing of files that <em>are</em> page cache, nor where nobody can count. Where pages have to stay, a file beside
 * them tells whether somebody else has emptied the cache meanwhile; then nothing is said either. Not thread-safe.
 */
final class CacheJudge {
    /** File systems whose pages can be counted, and are not what the files consist of. */
    private static final Set<String> COUNTABLE = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs");

    private static final long MOST_PAGES = 1;
    private static final int WITNESS_BYTES = 256 << 10;
    private static final long BUFFERED_LEAST_BYTES = 64 << 10;

    /** During a copy edges may be in the cache for a moment; a copy through the cache has far more than that. */
    private static final long PASSING_PAGES = 32;

    private static final int MOST_SAMPLES = 8;

    private final CopyCase copyCase;
    private final Evidence evidence;
    private final String fileSystem;
    private final ImageFile source;
    private final @Nullable ImageFile target;
    private final Path witness;
    private long witnessPages;
    private long warmPages;
    private long sourcePagesBefore;
    private long targetPagesBefore;
    private int samples;

    CacheJudge(
            CopyCase copyCase,
            Evidence evidence,
            String fileSystem,
            ImageFile source,
            @Nullable ImageFile target,
            TryFolder folder) {
        this.copyCase = copyCase;
        this.evidence = evidence;
        this.fileSystem = fileSystem;
        this.source = source;
        this.target = target;
        witness = folder.file("witness");
    }

    private boolean countable(ImageFile file) {
        return countable(file, fileSystem);
    }

    static boolean countable(ImageFile file, String fileSystem) {
        return file.isDevice() || COUNTABLE.contains(fileSystem);
    }

    /** Lets the neighbour read, and remembers what is cached before the copy. */
    void before() throws IOException {
        if (!copyCase.warm().isEmpty() || copyCase.cache() == CachePolicy.BUFFERED) {
            Files.write(witness, new byte[WITNESS_BYTES]);
            Residency.evict(witness);
            Residency.warm(witness);
            witnessPages = pages(witness, new Span(0, WITNESS_BYTES));
        }
        if (countable(source)) {
            warm(copyCase.warm());
            warmPages = pages(source.path(), copyCase.warm());
            sourcePagesBefore = pages(source.path());
        }
        if (target != null && countable(target)) {
            targetPagesBefore = pages(target.path());
        }
    }

    private void warm(Span span) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(1 << 20, span.lengthBytes()));
        try (FileChannel channel = FileChannel.open(source.path(), StandardOpenOption.READ)) {
            long at = span.offsetBytes();
            while (at < span.endBytes()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), span.endBytes() - at));
                int count = channel.read(buffer, at);
                if (count <= 0) {
                    return;
                }
                at += count;
            }
        }
    }

    private static long pages(Path file) throws IOException {
        return Residency.of(file).pages();
    }

    private static long pages(Path file, Span span) throws IOException {
        return span.isEmpty()
                ? 0
                : Residency.of(file, span.offsetBytes(), span.lengthBytes()).pages();
    }

    /** Looks now and then while the copy runs: a side that is called direct must not fill the cache meanwhile. */
    void during(SideMode sourceMode, SideMode targetMode) throws IOException {
        boolean large = !suiteWrites() && copyCase.totalBytes() > 4 * PASSING_PAGES * Residency.pageBytes();
        if (!large || ++samples > MOST_SAMPLES) {
            return;
        }
        if (passesBy(source) && sourceMode.access() == SideMode.Access.DIRECT) {
            passing("source", pages(source.path()) - sourcePagesBefore);
        }
        if (target != null && passesBy(target) && targetMode.access() == SideMode.Access.DIRECT) {
            passing("target", pages(target.path()) - targetPagesBefore);
        }
    }

    /** Returns whether direct I/O leaves the cache alone while it lasts: btrfs itself writes through it, and cleans up behind. */
    private boolean passesBy(ImageFile file) {
        return countable(file) && (file.isDevice() || !fileSystem.equals("btrfs"));
    }

    private void passing(String side, long more) {
        evidence.seen("E-CACHE-3");
        if (more > PASSING_PAGES + 2L * copyCase.ranges().size()) {
            evidence.broken(
                    "E-CACHE-3",
                    "the mode of the " + side + " is DIRECT, but while the copy ran " + more
                            + " pages of it were in the page cache");
        }
    }

    /** Judges what is cached after a copy that succeeded, and was flushed. */
    void after(SideMode sourceMode, SideMode targetMode) throws IOException {
        if (copyCase.totalBytes() == 0 || suiteWrites()) {
            return;
        }
        boolean clean = clean(sourceMode) && clean(targetMode);
        if (countable(source)) {
            if (clean) {
                long inWarm = pages(source.path(), copyCase.warm());
                long more = pages(source.path()) - sourcePagesBefore + Math.max(0, warmPages - inWarm);
                residue(source, sourceMode, more, sourceEdges(), "source", "E-EDGE-1");
            }
            neighbour(sourceMode);
        }
        if (target != null && countable(target) && clean) {
            residue(target, targetMode, pages(target.path()) - targetPagesBefore, targetEdges(), "target", "E-EDGE-2");
        }
        if (copyCase.cache() == CachePolicy.BUFFERED) {
            buffered(source, "source", sourceMode);
            if (target != null) {
                buffered(target, "target", targetMode);
            }
        }
    }

    /** What the suite itself writes meanwhile goes through the cache, or stands where a side stood. */
    private boolean suiteWrites() {
        return copyCase.events().stream().anyMatch(event -> switch (event.action()) {
            case GROW, REWRITE, SWAP_SOURCE, LINK_SOURCE, SWAP_TARGET, LINK_TARGET -> true;
            default -> false;
        });
    }

    /** What stays may be what direct I/O could not take by itself, which has a rule of its own. */
    private void residue(ImageFile file, SideMode mode, long more, Set<Long> edgePages, String side, String edgeRule)
            throws IOException {
        boolean edges = mode.access() == SideMode.Access.DIRECT && edgePages.size() > MOST_PAGES;
        if (edges) {
            evidence.seen(edgeRule);
            if (edgeRule.equals("E-EDGE-2")) {
                evidence.seen("E-CACHE-7");
            }
        }
        evidence.seen("E-CACHE-1");
        if (more <= MOST_PAGES) {
            return;
        }
        long cachedEdges = 0;
        for (long page : edges ? edgePages : Set.<Long>of()) {
            cachedEdges += pages(file.path(), new Span(page * Residency.pageBytes(), Residency.pageBytes()));
        }
        boolean onlyEdges = edges && cachedEdges >= more;
        evidence.broken(
                onlyEdges ? edgeRule : "E-CACHE-1",
                "the copy left " + more + " pages of the " + side + " in the page cache, "
                        + (onlyEdges ? "all of them at ends of ranges; with " : "with ") + mode.access() + " at most "
                        + MOST_PAGES
                        + " may stay");
    }

    private Set<Long> sourceEdges() {
        Set<Long> pages = new TreeSet<>();
        for (Range range : copyCase.ranges()) {
            edges(range.sourceOffset(), range.sourceEnd(), pages);
        }
        return pages;
    }

    private Set<Long> targetEdges() {
        Set<Long> pages = new TreeSet<>();
        if (copyCase.target() == TargetKind.IN_PLACE) {
            for (Range range : copyCase.ranges()) {
                edges(range.targetOffset(), range.targetEnd(), pages);
            }
        }
        return pages;
    }

    private static void edges(long start, long end, Set<Long> pages) {
        int page = Residency.pageBytes();
        if (start % page != 0) {
            pages.add(start / page);
        }
        if (end % page != 0) {
            pages.add(end / page);
        }
    }

    private void neighbour(SideMode mode) throws IOException {
        if (copyCase.warm().isEmpty() || mode.access() == SideMode.Access.BUFFERED) {
            return;
        }
        long now = pages(source.path(), copyCase.warm());
        if (now < warmPages) {
            if (!witnessed()) {
                return;
            }
            evidence.broken(
                    "E-CACHE-2",
                    "of " + warmPages + " pages of the source that were in the cache before only " + now
                            + " still are; the mode of the source is " + mode.access());
        }
        evidence.seen("E-CACHE-2");
    }

    private void buffered(ImageFile file, String side, SideMode mode) throws IOException {
        evidence.seen("E-CACHE-6");
        if (mode.access() != SideMode.Access.BUFFERED) {
            evidence.broken(
                    "E-CACHE-6", "with buffered the mode of the " + side + " has to be BUFFERED, but is " + mode);
        }
        if (!countable(file) || copyCase.totalBytes() < BUFFERED_LEAST_BYTES) {
            return;
        }
        long least = copyCase.totalBytes() / Residency.pageBytes() / 2;
        long now = pages(file.path());
        if (now < least && witnessed()) {
            evidence.broken(
                    "E-CACHE-6",
                    "with buffered the " + side + " has to go through the page cache, but only " + now
                            + " pages of it are there");
        }
    }

    /** Returns whether the cache still has what somebody else has read: nobody has emptied it. */
    private boolean witnessed() throws IOException {
        return pages(witness, new Span(0, WITNESS_BYTES)) >= witnessPages;
    }

    private static boolean clean(SideMode mode) {
        return switch (mode.access()) {
            case DIRECT, DONTCACHE, BUFFERED_EVICTED, NONE -> true;
            case BUFFERED -> false;
        };
    }
}
