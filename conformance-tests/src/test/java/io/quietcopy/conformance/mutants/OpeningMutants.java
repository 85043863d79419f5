package io.quietcopy.conformance.mutants;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Engines that do wrong before the first byte, or say something else than they do. */
final class OpeningMutants {
    private OpeningMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("unfit-id", "calls itself by more than a word")
                        .breaks("E-PROVIDER-2")
                        .shows("id() returns \"The Reference\"")
                        .by(UnfitId::new),
                Mutant.of("undeclared-setting", "reads a setting that it does not declare")
                        .breaks("E-PROVIDER-6")
                        .shows("settings are read that are not declared: [depth]")
                        .by(UndeclaredSetting::new),
                Mutant.of("examines-by-writing", "makes the target to see whether it can be made")
                        .breaks("E-OPEN-1")
                        .shows("examine() did this: CLOSED_AFTER_WRITING of target")
                        .in("examine@files")
                        .by(ExaminesByWriting::new),
                Mutant.of("tries-in-the-target", "tries direct I/O in the target that it shall write in place")
                        .breaks("E-OPEN-4")
                        .implies("E-BYTES-2")
                        .shows("bytes long, and was ")
                        .in("unrun@files")
                        .by(TriesInTheTarget::new),
                Mutant.of("own-scratch-file", "makes a scratch file under a name of its own, and leaves it")
                        .breaks("E-OPEN-5")
                        .implies("E-RES-2")
                        .shows("which nobody has given the engine")
                        .by(OwnScratchFile::new),
                Mutant.of("closes-the-target-in-between", "opens the target once more to flush it")
                        .breaks("E-OPEN-9")
                        .shows("the process has closed a descriptor of the target in between")
                        .in("locks@files")
                        .by(ClosesTheTargetInBetween::new),
                Mutant.of("refused-open-leaks", "leaves the source open when it does not get the target")
                        .breaks("E-RES-2")
                        .shows("left behind: open descriptor of")
                        .implies("E-OPEN-6")
                        .in("misled@files")
                        .by(RefusedOpenLeaks::new),
                Mutant.of(
                                "direct-only-if-required",
                                "goes through the cache, and says so, unless direct I/O is required")
                        .breaks("E-CACHE-4")
                        .shows("the engine does direct I/O between such sides, but the modes are")
                        .in("lengths@files")
                        .by(DirectOnlyIfRequired::new),
                Mutant.of("claims-to-be-direct", "says that it is direct whatever it fell back to")
                        .breaks("E-CACHE-3")
                        .shows("is DIRECT, but while the copy ran")
                        .implies("E-CACHE-6", "E-LADDER-1", "E-OPEN-3", "E-CACHE-1", "E-CACHE-4")
                        .in("(buffered@files|direct-refused@own)")
                        .by(ClaimsToBeDirect::new));
    }

    private static final class UnfitId extends Parts {
        @Override
        String id() {
            return "The Reference";
        }
    }

    private static final class UndeclaredSetting extends Parts {
        @Override
        ReferenceEngine engine(EngineSettings settings) {
            try {
                settings.get("depth");
            } catch (IllegalArgumentException e) {
                return super.engine(settings); // then with the usual depth
            }
            return super.engine(settings);
        }
    }

    private static final class ExaminesByWriting extends Parts {
        @Override
        ReferenceEngine engine() {
            return new ReferenceEngine(this) {
                @Override
                public Fitness examine(TransferSpec spec) {
                    if (spec.target().isPresent()) {
                        open(spec.target().get());
                    }
                    return super.examine(spec);
                }

                private void open(Side target) {
                    try {
                        FileChannel.open(target.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                                .close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        }
    }

    private static final class TriesInTheTarget extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                void tryScratchFile(int direct) throws IOException {
                    try (Memory memory = new Memory(OpenSide.BLOCK_BYTES)) {
                        Kernel.write(direct, memory, 0, OpenSide.BLOCK_BYTES, 0);
                    }
                }
            };
        }
    }

    private static final class OwnScratchFile extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                OpenSide.Descriptors target(Side side) throws CopyException {
                    try {
                        if (side.kind() == FileKind.FILE) {
                            Files.write(side.path().resolveSibling("direct-io-try"), new byte[OpenSide.BLOCK_BYTES]);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return super.target(side);
                }
            };
        }
    }

    private static final class ClosesTheTargetInBetween extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void flushEdges(long offset) throws CopyException {
                    try (FileChannel again = FileChannel.open(side.path(), StandardOpenOption.WRITE)) {
                        again.force(false);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        }
    }

    private static final class RefusedOpenLeaks extends Parts {
        private SourceSide leaked;

        @Override
        ReferenceEngine engine() {
            return new ReferenceEngine(this) {
                @Override
                void closeAfter(Exception failure, SourceSide source) {
                    if (source.side.kind() == FileKind.FILE) {
                        leaked = source;
                    } else {
                        super.closeAfter(failure, source);
                    }
                }
            };
        }

        @Override
        void tidyUp() {
            try {
                if (leaked != null) {
                    leaked.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class DirectOnlyIfRequired extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                void tryScratchFile(int direct) throws IOException {
                    if (spec.cache() != CachePolicy.REQUIRE_DIRECT) {
                        throw new IOException("nobody requires direct I/O");
                    }
                    super.tryScratchFile(direct);
                }
            };
        }
    }

    private static final class ClaimsToBeDirect extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                public SideMode source() {
                    return SideMode.of(Access.DIRECT, "it always is");
                }

                @Override
                public SideMode target() {
                    return target.isPresent() ? SideMode.of(Access.DIRECT, "it always is") : super.target();
                }
            };
        }
    }
}
