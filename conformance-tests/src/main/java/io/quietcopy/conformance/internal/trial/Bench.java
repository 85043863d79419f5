package io.quietcopy.conformance.internal.trial;

import io.quietcopy.CachePolicy;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ExtentList;
import io.quietcopy.conformance.internal.drive.RecordingSink;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.drive.SuiteSpec;
import io.quietcopy.conformance.internal.drive.SuiteThreads;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.Sides;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.spi.Capability;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one copy needs, laid out: both sides, the specification, the control with its books. Who uses it calls the engine.
 *
 * <p>Thread-safe as far as engines need it; made and closed by one thread.
 */
public final class Bench implements AutoCloseable {
    private final CopyCase copyCase;
    private final TargetBytes bytes;
    private final TryFolder folder;
    private final ImageFile source;
    private final @Nullable ImageFile target;
    private final Evidence evidence;
    private final SuiteThreads threads = new SuiteThreads();
    private final Books books;
    private final Happenings happenings;
    private final SuiteControl control;
    private final ExtentList extents;
    private final @Nullable RecordingSink sink;
    private final @Nullable GivenPages pages;

    private Bench(
            CopyCase copyCase,
            TargetBytes bytes,
            TryFolder folder,
            ImageFile source,
            @Nullable ImageFile target,
            Subject subject,
            Evidence evidence,
            SuiteControl.Listener listener,
            @Nullable GivenPages pages) {
        this.copyCase = copyCase;
        this.bytes = bytes;
        this.folder = folder;
        this.source = source;
        this.target = target;
        this.evidence = evidence;
        books = new Books(copyCase, evidence);
        happenings = new Happenings(copyCase, bytes, source, target, folder, subject.patience(), evidence);
        control = new SuiteControl(
                copyCase,
                subject.declares(Capability.ADAPTIVE_IN_FLIGHT),
                books,
                evidence,
                happenings::happen,
                listener);
        extents = new ExtentList(Extent.of(copyCase), evidence);
        boolean steady = !copyCase.has(Event.Action.REWRITE);
        sink = copyCase.digest() ? new RecordingSink(copyCase.ranges(), bytes.source(), evidence, steady) : null;
        this.pages = pages;
    }

    /**
     * Lays out a copy.
     *
     * @throws IOException if a side cannot be made; nothing is left then
     */
    public static Bench of(
            CopyCase copyCase, Sides sides, Subject subject, Evidence evidence, SuiteControl.Listener listener)
            throws IOException {
        TargetBytes bytes = TargetBytes.of(copyCase);
        TryFolder folder = sides.newTry(copyCase.oddNames());
        ImageFile source = null;
        ImageFile target = null;
        try {
            source = sides.source(copyCase, bytes, folder);
            target = copyCase.target() == TargetKind.NONE ? null : sides.target(copyCase, bytes, folder);
            boolean countable = target != null && CacheJudge.countable(target, sides.fileSystemType());
            GivenPages pages = target != null && countable && copyCase.cache() != CachePolicy.BUFFERED
                    ? GivenPages.of(target, evidence)
                    : null;
            return new Bench(copyCase, bytes, folder, source, target, subject, evidence, listener, pages);
        } catch (IOException | RuntimeException e) {
            closeAll(e, target, source, folder);
            throw e;
        }
    }

    private static void closeAll(Exception failure, @Nullable AutoCloseable... made) {
        for (AutoCloseable one : made) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Returns what an engine is asked for. */
    public SuiteSpec spec() {
        return new SuiteSpec(
                copyCase,
                source.side(),
                target == null ? null : target.side(),
                extents,
                sink,
                threads,
                control::rateLimited,
                folder::newScratchFile,
                pages);
    }

    /** Returns what the target holds before and has to hold afterwards. */
    public TargetBytes bytes() {
        return bytes;
    }

    /** Returns the folder of the copy. */
    public TryFolder folder() {
        return folder;
    }

    /** Returns the source. */
    public ImageFile source() {
        return source;
    }

    /** Returns the target, or null. */
    public @Nullable ImageFile target() {
        return target;
    }

    /**
     * Returns the target.
     *
     * @throws IllegalStateException if there is none
     */
    public ImageFile requireTarget() {
        if (target == null) {
            throw new IllegalStateException("the transfer only reads");
        }
        return target;
    }

    /** Returns the engine's threads. */
    public SuiteThreads threads() {
        return threads;
    }

    /** Returns what was told to be complete. */
    public Books books() {
        return books;
    }

    /** Returns what an engine is controlled by. */
    public SuiteControl control() {
        return control;
    }

    Happenings happenings() {
        return happenings;
    }

    ExtentList extents() {
        return extents;
    }

    @Nullable
    RecordingSink sink() {
        return sink;
    }

    /**
     * Judges what the target holds.
     *
     * @param complete whether the copy has succeeded
     * @param blame the rule that a wrong byte breaks unless it says more
     * @throws IOException if it cannot be read
     */
    public void judgeTarget(boolean complete, String blame) throws IOException {
        ImageFile file = requireTarget();
        new TargetJudge(copyCase, bytes, books, evidence, blame)
                .judge(happenings.targetPath(file), file.backing(), complete);
    }

    /**
     * Judges what the target holds in the middle of a copy, while no permit is open.
     *
     * @throws IOException if it cannot be read
     */
    public void judgeHalfway(String rule) throws IOException {
        new TargetJudge(copyCase, bytes, books, evidence, rule)
                .judgeHalfway(requireTarget().path(), rule);
    }

    @Override
    public void close() throws IOException {
        IOException failure = new IOException("what a copy was made on could not be closed");
        closeAll(failure, pages, target, source, folder);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
