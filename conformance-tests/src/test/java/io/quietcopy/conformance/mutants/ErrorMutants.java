package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Engines that do not tell what failed, or make it worse. */
final class ErrorMutants {
    private ErrorMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("swallows-the-last-error", "takes a failed write of the last block for a success")
                        .breaks("E-ERROR-4")
                        .shows("the last write fails with EIO, and run() and close() returned normally")
                        .in("late-errors@own")
                        .by(SwallowsTheLastError::new),
                Mutant.of("one-code-for-all", "reports every failed call as ENGINE_FAILED")
                        .breaks("E-ERROR-1")
                        .shows("for which the code is [WRITE_FAILED]")
                        .in("write-errors@own")
                        .by(OneCodeForAll::new),
                Mutant.of("no-offset", "does not say where a call failed")
                        .breaks("E-ERROR-2")
                        .shows("the exception has no byte offset")
                        .in("write-errors@own")
                        .by(NoOffset::new),
                Mutant.of("goes-on-after-an-error", "copies all other blocks after one has failed")
                        .breaks("E-ERROR-3")
                        .shows("bytes behind the beginning failed, with")
                        .in("first-error@own")
                        .by(GoesOnAfterAnError::new),
                Mutant.of("removes-the-target", "removes the target of a copy that failed")
                        .breaks("E-ERROR-5")
                        .shows("this was done to the target: DELETED")
                        .in("write-errors@own")
                        .by(RemovesTheTarget::new),
                Mutant.of("prints", "tells people on the standard output that it is done")
                        .breaks("E-ERROR-7")
                        .shows("this was printed: ")
                        .onlyIn("quiet@files")
                        .by(Prints::new),
                Mutant.of("returns-too-early", "returns from run() while the last blocks are being written")
                        .breaks("E-STOP-5")
                        .shows("after run() had ended")
                        .implies("E-PERMIT-5", "E-PERMIT-4", "E-PERMIT-3", "E-BYTES-1", "E-ZERO-1", "E-ZERO-2")
                        .implies(
                                "E-STOP-1", "E-STOP-2", "E-STOP-4", "E-ZERO-3", "E-CACHE-6", "E-DIGEST-1", "E-DIGEST-2")
                        .racy()
                        .by(ReturnsTooEarly::new));
    }

    private static final class SwallowsTheLastError extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                int failed(long offset, int length, CallFailedException failure) throws CopyException {
                    boolean last = offset + length >= side.lengthBytes();
                    return last ? length : super.failed(offset, length, failure);
                }
            };
        }
    }

    private static final class OneCodeForAll extends Parts {
        @Override
        Failures failures() {
            return new Failures() {
                @Override
                CopyException of(ErrorCode code, Side side, long offset, CallFailedException failure) {
                    return super.of(ErrorCode.ENGINE_FAILED, side, offset, failure);
                }
            };
        }
    }

    private static final class NoOffset extends Parts {
        @Override
        Failures failures() {
            return new Failures() {
                @Override
                CopyException of(ErrorCode code, Side side, long offset, CallFailedException failure) {
                    return super.of(code, side, NOWHERE, failure);
                }
            };
        }
    }

    private static final class GoesOnAfterAnError extends Parts {
        @Override
        Stop stop() {
            return new Stop() {
                @Override
                boolean requested(TransferControl control) {
                    return aborted() || control.cancelled();
                }
            };
        }

        @Override
        DigestTurns digest(TransferSpec spec, Stop stop) {
            return new DigestTurns(spec.digest(), stop) {
                @Override
                synchronized void feed(long ticket, Runnable feeding, TransferControl control) throws CopyException {
                    // Without a digest nobody waits for the turn of the block that has failed.
                    if (sink.isPresent()) {
                        super.feed(ticket, feeding, control);
                    }
                }
            };
        }
    }

    private static final class RemovesTheTarget extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                public TransferResult run(TransferControl control) throws CopyException {
                    try {
                        return super.run(control);
                    } catch (CopyException e) {
                        remove(spec);
                        throw e;
                    }
                }
            };
        }

        private static void remove(TransferSpec spec) {
            try {
                if (spec.staged()) {
                    Files.delete(spec.target().orElseThrow().path());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Prints extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                public TransferResult run(TransferControl control) throws CopyException {
                    TransferResult result = super.run(control);
                    System.out.println(spec.totalBytes() + " bytes copied");
                    return result;
                }
            };
        }
    }

    private static final class ReturnsTooEarly extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                void finish() throws CopyException {
                    if (edges.isPresent() && !edges.get().isEmpty()) {
                        super.finish();
                    }
                }
            };
        }

        @Override
        Crew crew(Stop stop, TransferControl control) {
            return new Crew(stop, control) {
                @Override
                synchronized boolean dismiss() {
                    sendHome();
                    return true;
                }
            };
        }
    }
}
