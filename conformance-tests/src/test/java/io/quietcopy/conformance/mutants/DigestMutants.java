package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Engines that feed the digest wrongly, or do not have what they declare. */
final class DigestMutants {
    private DigestMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("digest-in-order-of-arrival", "feeds the digest with whatever block is ready first")
                        .breaks("E-DIGEST-1")
                        .shows("the digest was fed other bytes than the source has, in its order")
                        .implies("E-DIGEST-2")
                        .racy()
                        .in("digest@files")
                        .by(DigestInOrderOfArrival::new),
                Mutant.of("digest-without-holes", "does not feed the digest with zeroes that it leaves out")
                        .breaks("E-DIGEST-1")
                        .shows("the digest was fed other bytes than the source has, in its order")
                        .in("digest@files")
                        .by(DigestWithoutHoles::new),
                Mutant.of("digest-reads-again", "reads the source a second time for the digest")
                        .breaks("E-DIGEST-2")
                        .shows("what was fed to the digest is not what was written to the target")
                        .in("digest-of-changing-source@files")
                        .by(DigestReadsAgain::new),
                Mutant.of("zeroes-in-one-step", "deals with any number of zeroes at once")
                        .breaks("E-DIGEST-4", "E-ZERO-4")
                        .shows("zeroes were fed to the digest at once")
                        .in("(long|digest)-zeroes@files")
                        .by(ZeroesInOneStep::new),
                Mutant.of("read-back-from-the-cache", "reads through the page cache where there is no target")
                        .breaks("E-DIGEST-3")
                        .implies("E-CACHE-1", "E-CACHE-3")
                        .shows("was fed what the page cache holds of the source")
                        .in("read-only@files|read-past-cache@own")
                        .by(ReadBackFromTheCache::new),
                Mutant.of("digest-by-halves", "declares DIGEST, and refuses a transfer that only reads")
                        .breaks("E-DIGEST-3")
                        .shows("open() had to succeed, but it threw NotFitException CAPABILITY_MISSING")
                        .implies("E-CAP-1", "E-DIGEST-1", "E-DIGEST-4")
                        .in("read-only@files")
                        .by(DigestByHalves::new),
                Mutant.of("window-without-a-course", "declares ADAPTIVE_IN_FLIGHT, and has a fixed window")
                        .breaks("E-INFLIGHT-1")
                        .shows("the course of the window is empty")
                        .by(() -> declaring(Capability.ADAPTIVE_IN_FLIGHT)),
                Mutant.of("detects-nothing", "declares ZERO_DETECTION, and writes every zero that it reads")
                        .breaks("E-DETECT-1")
                        .shows("blocks of zeroes were written")
                        .in("unknown-zeroes@files")
                        .by(DetectsNothing::new),
                Mutant.of("capabilities-change", "declares DIGEST only when it is asked for the first time")
                        .breaks("E-CAP-1")
                        .shows("capabilities() returned")
                        .implies("E-DIGEST-5")
                        .by(CapabilitiesChange::new));
    }

    private static Parts declaring(Capability more) {
        return new Parts() {
            @Override
            ReferenceEngine engine() {
                return new ReferenceEngine(this) {
                    @Override
                    public Set<Capability> capabilities() {
                        Set<Capability> declared = new HashSet<>(super.capabilities());
                        declared.add(more);
                        return declared;
                    }
                };
            }
        };
    }

    private static final class DigestInOrderOfArrival extends Parts {
        @Override
        DigestTurns digest(TransferSpec spec, Stop stop) {
            return new DigestTurns(spec.digest(), stop) {
                @Override
                synchronized void feed(long ticket, Runnable feeding, TransferControl control) {
                    feeding.run();
                }
            };
        }
    }

    private static final class DigestWithoutHoles extends Parts {
        @Override
        DigestTurns digest(TransferSpec spec, Stop stop) {
            return new DigestTurns(spec.digest(), stop) {
                @Override
                void feedZeroes(long ticket, long count, TransferControl control) throws CopyException {
                    feed(ticket, () -> {}, control);
                }
            };
        }
    }

    private static final class DigestReadsAgain extends Parts {
        @Override
        Mover mover(SourceSide source, Optional<TargetSide> target, Layout layout, Stop stop, DigestTurns digest) {
            return new Mover(source, target, layout, stop, digest) {
                @Override
                void feed(Layout.Stretch piece, Memory memory, long ticket, TransferControl control)
                        throws CopyException {
                    source.read(memory, piece.sourceOffset(), (int) piece.length());
                    super.feed(piece, memory, ticket, control);
                }
            };
        }
    }

    private static final class ZeroesInOneStep extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                long zeroStep(long left) {
                    return left;
                }
            };
        }
    }

    private static final class ReadBackFromTheCache extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                int openChecked(Side side, int flags, ErrorCode changed) throws CopyException {
                    boolean readBack = spec.target().isEmpty();
                    return super.openChecked(side, readBack ? flags & ~Kernel.O_DIRECT : flags, changed);
                }
            };
        }
    }

    private static final class DigestByHalves extends Parts {
        @Override
        ReferenceEngine engine() {
            return new ReferenceEngine(this) {
                @Override
                public TransferSession open(TransferSpec spec) throws CopyException {
                    if (spec.target().isEmpty()) {
                        throw new NotFitException(ErrorCode.CAPABILITY_MISSING, "it needs a target", null);
                    }
                    return super.open(spec);
                }
            };
        }
    }

    private static final class DetectsNothing extends Parts {
        @Override
        Mover mover(SourceSide source, Optional<TargetSide> target, Layout layout, Stop stop, DigestTurns digest) {
            return new Mover(source, target, layout, stop, digest) {
                @Override
                boolean isZero(Memory memory, int length) {
                    return false;
                }
            };
        }
    }

    private static final class CapabilitiesChange extends Parts {
        @Override
        ReferenceEngine engine() {
            return new ReferenceEngine(this) {
                private boolean asked;

                @Override
                public Set<Capability> capabilities() {
                    Set<Capability> declared = new HashSet<>(super.capabilities());
                    if (asked) {
                        declared.remove(Capability.DIGEST);
                    }
                    asked = true;
                    return declared;
                }
            };
        }
    }
}
