package io.quietcopy.cli;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyRequest;
import io.quietcopy.DataSize;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.Durability;
import io.quietcopy.FailureAction;
import io.quietcopy.Pace;
import io.quietcopy.SourceChangePolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.TargetMode;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.ZeroPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The arguments that say what is copied where and how: those of {@code copy} and {@code explain}. */
final class RequestOptions {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "The image: a regular file or a block device.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "Where it goes: a file or a block device.")
    private String target = "";

    @ArgGroup(order = 1, heading = "%nAn existing target:%n")
    private @Nullable Mode mode;

    @ArgGroup(order = 2, heading = "%nA part of the image:%n")
    private @Nullable Ranges ranges;

    @ArgGroup(validate = false, order = 3, heading = "%nSpeed:%n")
    private Speed speed = new Speed();

    @ArgGroup(validate = false, order = 4, heading = "%nSafety:%n")
    private Safety safety = new Safety();

    @ArgGroup(validate = false, order = 5, heading = "%nLayout of the target:%n")
    private Layout layout = new Layout();

    private static final class Mode {
        @Option(
                names = "--in-place",
                description = "Write into the existing file or device. Bytes outside the ranges stay.")
        private boolean inPlace;

        @Option(
                names = "--replace",
                description = "Let the finished copy take the place of an existing file, in one step.")
        private boolean replace;
    }

    private static final class Ranges {
        @Option(
                names = "--range",
                paramLabel = "SRC:DST:LEN",
                converter = RangeConverter.class,
                description = "Copy LEN bytes from offset SRC of the source to offset DST of the target. Units are"
                        + " allowed, for example 1GiB:0:64KiB. May be repeated.")
        private @Nullable List<CopyRange> list;

        @Option(
                names = "--ranges",
                paramLabel = "FILE",
                description = "Copy the ranges in FILE: one SRC:DST:LEN a line, sorted by DST; # starts a comment.")
        private @Nullable String file;
    }

    private static final class Speed {
        @Option(
                names = "--pace",
                paramLabel = "PACE",
                converter = PaceConverter.class,
                description =
                        "full, quiet (yields to others), or a rate not to exceed, for example 80MiB/s. Default: full.")
        private @Nullable Pace pace;

        @Option(
                names = "--cache",
                paramLabel = "POLICY",
                converter = Choices.Cache.class,
                completionCandidates = Choices.Cache.class,
                description =
                        "How strictly to stay out of the page cache: ${COMPLETION-CANDIDATES}. Default: prefer-direct.")
        private @Nullable CachePolicy cache;

        @Option(
                names = "--engine",
                paramLabel = "ID",
                split = ",",
                splitSynopsisLabel = ",",
                description =
                        "Use this engine, or of several the first that fits: dd, or native,dd. 'quietcopy engines'"
                                + " lists them. Default: auto.")
        private List<String> engines = new ArrayList<>();
    }

    private static final class Safety {
        @Option(
                names = "--verify",
                negatable = true,
                description = "Read the target back from the storage and compare, or do not. Default: do not.")
        private @Nullable Boolean verify;

        @Option(
                names = "--digest",
                paramLabel = "NAME",
                converter = Choices.Digest.class,
                completionCandidates = Choices.Digest.class,
                description = "Make a digest of the copied bytes: ${COMPLETION-CANDIDATES}. Default: none.")
        private @Nullable DigestAlgorithm digest;

        @Option(
                names = "--durability",
                paramLabel = "LEVEL",
                converter = Choices.Durable.class,
                completionCandidates = Choices.Durable.class,
                description =
                        "fsync: success means that the copy survives a power cut; none: it may not. Default: fsync.")
        private @Nullable Durability durability;

        @Option(
                names = "--source-change",
                paramLabel = "RULE",
                converter = Choices.SourceChange.class,
                completionCandidates = Choices.SourceChange.class,
                description =
                        "If the source changes meanwhile: fail, or fixed-length (copy what is found). Default: fail.")
        private @Nullable SourceChangePolicy sourceChange;

        @Option(
                names = "--on-failure",
                paramLabel = "ACTION",
                converter = Choices.OnFailure.class,
                completionCandidates = Choices.OnFailure.class,
                description = "What becomes of an unfinished new file: ${COMPLETION-CANDIDATES}. Default: remove.")
        private @Nullable FailureAction onFailure;
    }

    private static final class Layout {
        @Option(
                names = "--zeroes",
                paramLabel = "HOW",
                converter = Choices.Zeroes.class,
                completionCandidates = Choices.Zeroes.class,
                description = "What becomes of holes and zeroes: ${COMPLETION-CANDIDATES}. Default: sparse.")
        private @Nullable ZeroPolicy zeroes;

        @Option(
                names = "--target-length",
                paramLabel = "SIZE",
                converter = SizeConverter.class,
                description = "Make the target this long, if the copy leaves it shorter.")
        private @Nullable DataSize targetLength;

        @Option(
                names = "--target-is-zero",
                description = "Promise that the target reads as zeroes, so that zeroes need not be written. A wrong"
                        + " promise leaves old bytes in place.")
        private boolean targetIsZero;
    }

    /** Starts the request that these arguments ask for. */
    CopyRequest.Builder request() throws CopyException {
        Path from = Paths.of("SOURCE", source);
        Path to = Paths.of("TARGET", target);
        CopyRequest.Builder request = CopyRequest.from(from, to).mode(targetMode());
        if (ranges != null) {
            request.ranges(ranges.list != null ? sorted(ranges.list) : rangesFile(String.valueOf(ranges.file)));
        }
        if (!speed.engines.isEmpty()) {
            request.engines(speed.engines.toArray(String[]::new));
        }
        if (layout.targetIsZero) {
            request.targetContent(TargetContent.ZERO);
        }
        Optional.ofNullable(layout.targetLength).map(DataSize::bytes).ifPresent(request::targetLength);
        Optional.ofNullable(speed.cache).ifPresent(request::cache);
        Optional.ofNullable(speed.pace).ifPresent(request::pace);
        Optional.ofNullable(safety.digest).ifPresent(request::digest);
        Optional.ofNullable(safety.verify)
                .map(readBack -> readBack ? VerifyPolicy.READ_BACK : VerifyPolicy.NONE)
                .ifPresent(request::verify);
        Optional.ofNullable(safety.durability).ifPresent(request::durability);
        Optional.ofNullable(layout.zeroes).ifPresent(request::zeroes);
        Optional.ofNullable(safety.onFailure).ifPresent(request::onFailure);
        Optional.ofNullable(safety.sourceChange).ifPresent(request::sourceChange);
        return request;
    }

    private TargetMode targetMode() {
        if (mode != null && mode.inPlace) {
            return TargetMode.IN_PLACE;
        }
        return mode != null && mode.replace ? TargetMode.REPLACE : TargetMode.CREATE_NEW;
    }

    /**
     * The order of options means nothing, so it need not be that of the target; overlaps are the library's to refuse.
     */
    private static CopyRanges sorted(List<CopyRange> list) {
        return CopyRanges.of(list.stream()
                .sorted(Comparator.comparingLong(CopyRange::targetOffset))
                .toList());
    }

    private static CopyRanges rangesFile(String name) throws CopyException {
        if (name.equals("-")) {
            throw new UsageException(
                    "--ranges takes a file: the ranges are read more than once, and standard input cannot"
                            + " be. Save them in a file first. (A file that is called - is ./-)");
        }
        Path file = Paths.of("--ranges", name);
        try {
            return RangesFile.of(file);
        } catch (IOException e) {
            throw new UsageException(
                    "the ranges file " + Text.printable(file) + " cannot be used: " + IoText.reason(e), e);
        }
    }

    static final class PaceConverter implements ITypeConverter<Pace> {
        @Override
        public Pace convert(String value) {
            return reading(() -> Pace.parse(value));
        }
    }

    static final class SizeConverter implements ITypeConverter<DataSize> {
        @Override
        public DataSize convert(String value) {
            return reading(() -> DataSize.parse(value));
        }
    }

    static final class RangeConverter implements ITypeConverter<CopyRange> {
        @Override
        public CopyRange convert(String value) {
            return reading(() -> RangeText.parse(value));
        }
    }

    private static <T> T reading(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
