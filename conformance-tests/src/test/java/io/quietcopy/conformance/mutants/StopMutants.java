package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.mutants.Layout.Stretch;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSpec;
import java.util.List;
import java.util.Optional;

/** Engines that do not stop when they are told to, or not in the way that they should. */
final class StopMutants {
    private StopMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                                "last-phase-cannot-be-stopped",
                                "does not look for a stop any more once the bodies are copied")
                        .breaks("E-STOP-1", "E-STOP-2")
                        .shows("run() has to throw CopyCancelledException, but it returned normally")
                        .by(LastPhaseCannotBeStopped::new),
                Mutant.of("stop-is-an-error", "reports a stop as a failure of the engine")
                        .breaks("E-STOP-4", "E-STOP-1", "E-STOP-2", "E-STOP-3")
                        .shows("threw CopyException ENGINE_FAILED")
                        .by(StopIsAnError::new),
                Mutant.of("early-abort-is-forgotten", "forgets an abort() that comes before run()")
                        .breaks("E-STOP-3")
                        .implies("E-STOP-1")
                        .shows("but it returned normally")
                        .by(EarlyAbortIsForgotten::new),
                Mutant.of("abort-blocks", "takes a lock in abort() that run() holds")
                        .breaks("E-STOP-2")
                        .shows("abort() has not returned")
                        .onlyIn("stops@files")
                        .by(AbortBlocks::new),
                Mutant.of("second-close-fails", "throws from a second close()")
                        .breaks("E-STOP-9")
                        .shows("threw IllegalStateException: closed already")
                        .by(SecondCloseFails::new));
    }

    private static final class LastPhaseCannotBeStopped extends Parts {
        @Override
        LastPhase stop() {
            return new LastPhase();
        }

        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                Permit permit(Stretch left) throws CopyException {
                    Permit permit = super.permit(left);
                    if (permit.bytes() >= left.length()) {
                        ((LastPhase) run.stop()).begin();
                    }
                    return permit;
                }
            };
        }
    }

    /** Takes notice of nothing but failures once it has begun. */
    private static final class LastPhase extends Stop {
        private volatile boolean begun;

        void begin() {
            begun = true;
        }

        @Override
        boolean requested(TransferControl control) {
            return begun ? failed() : super.requested(control);
        }
    }

    private static final class StopIsAnError extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                public TransferResult run(TransferControl control) throws CopyException {
                    try {
                        return super.run(control);
                    } catch (CopyCancelledException e) {
                        throw CopyException.builder(ErrorCode.ENGINE_FAILED, "the copy failed")
                                .engine(ReferenceProvider.ID)
                                .cause(e)
                                .build();
                    }
                }
            };
        }
    }

    private static final class EarlyAbortIsForgotten extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                private volatile boolean running;

                @Override
                public TransferResult run(TransferControl control) throws CopyException {
                    running = true;
                    return super.run(control);
                }

                @Override
                public void abort() {
                    if (running) {
                        super.abort();
                    }
                }
            };
        }
    }

    private static final class AbortBlocks extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                private final Object lock = new Object();

                @Override
                public TransferResult run(TransferControl control) throws CopyException {
                    synchronized (lock) {
                        return super.run(control);
                    }
                }

                @Override
                public void abort() {
                    super.abort();
                    synchronized (lock) {
                        // It wants to be sure that nothing runs any more.
                    }
                }
            };
        }
    }

    private static final class SecondCloseFails extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                private boolean closed;

                @Override
                public void close() throws CopyException {
                    if (closed) {
                        throw new IllegalStateException("closed already");
                    }
                    closed = true;
                    super.close();
                }
            };
        }
    }
}
