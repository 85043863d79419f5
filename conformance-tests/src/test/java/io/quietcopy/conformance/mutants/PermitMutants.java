package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.conformance.mutants.Layout.Stretch;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Engines that do not tell the truth about what they move, or take more than they were given. */
final class PermitMutants {
    private static final int LARGE_BLOCK_BYTES = 2 << 20;

    private PermitMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("completes-at-issue", "tells that bytes are complete before it writes them")
                        .breaks("E-PERMIT-3")
                        .shows("was told to be complete and is not there")
                        .by(CompletesAtIssue::new),
                Mutant.of(
                                "counts-edges-twice",
                                "tells of edges when it has read them, and again when it has written them")
                        .breaks("E-PERMIT-4", "E-PERMIT-3")
                        .shows("of which some had been completed before")
                        .by(CountsEdgesTwice::new),
                Mutant.of("takes-more-than-its-permits", "moves a whole block whatever it is permitted")
                        .breaks("E-PERMIT-1")
                        .shows("were told to be complete on a permit of")
                        .in("grants@files")
                        .by(TakesMoreThanItsPermits::new),
                Mutant.of("more-in-flight-than-allowed", "has four blocks in flight whatever it is told")
                        .breaks("E-PERMIT-8")
                        .shows("bytes were in flight at once")
                        .in("many-blocks@files")
                        .by(MoreInFlightThanAllowed::new),
                Mutant.of("insists-on-whole-blocks", "has no use for permits smaller than its blocks of 2 MiB")
                        .breaks("E-PERMIT-9")
                        .shows("under a rate a permit of at least")
                        .in("rates@files")
                        .by(InsistsOnWholeBlocks::new),
                Mutant.of("calls-everything-a-stream", "asks for STREAM although it has several blocks in flight")
                        .breaks("E-PERMIT-6")
                        .shows("two STREAM permits were open at once")
                        .racy()
                        .by(CallsEverythingAStream::new),
                Mutant.of("keeps-unused-permits", "gives back only permits of which it used every byte")
                        .breaks("E-PERMIT-5")
                        .implies("E-PERMIT-8")
                        .shows("permits were never given back")
                        .in("grants@files")
                        .by(KeepsUnusedPermits::new),
                Mutant.of("reads-before-it-may", "reads a block before it asks for the permit")
                        .breaks("E-PERMIT-1")
                        .implies("E-PERMIT-8")
                        .shows("but the storage had up to")
                        .in("in-flight@own")
                        .by(ReadsBeforeItMay::new),
                Mutant.of("waits-with-permits-in-hand", "asks for the next permit while it holds those of its edges")
                        .breaks("E-PERMIT-7")
                        .shows("has come to a standstill")
                        .implies("E-PERMIT-8")
                        .in("small-budget@files")
                        .by(WaitsWithPermitsInHand::new),
                Mutant.of("leaves-cursors-open", "does not close the cursor over the extents")
                        .breaks("E-BYTES-6")
                        .shows("cursors over the extents were never closed")
                        .by(LeavesCursorsOpen::new));
    }

    private static final class CompletesAtIssue extends Parts {
        @Override
        Mover mover(SourceSide source, Optional<TargetSide> target, Layout layout, Stop stop, DigestTurns digest) {
            return new Mover(source, target, layout, stop, digest) {
                @Override
                void copy(Stretch piece, Memory memory, Permit permit, long ticket, TransferControl control)
                        throws CopyException {
                    int length = (int) piece.length();
                    try (permit) {
                        stop.check(control);
                        completed(permit, piece, Permit.How.COPIED);
                        stop.check(control);
                        source.read(memory, piece.sourceOffset(), length);
                        write(piece, memory);
                    }
                    digest.feed(ticket, memory.view(0, length), control);
                }
            };
        }
    }

    private static final class CountsEdgesTwice extends Parts {
        @Override
        Mover mover(SourceSide source, Optional<TargetSide> target, Layout layout, Stop stop, DigestTurns digest) {
            return new Mover(source, target, layout, stop, digest) {
                @Override
                Edges.Edge readEdge(Stretch piece, Memory memory, Permit permit, long ticket, TransferControl control)
                        throws CopyException {
                    completed(permit, piece, Permit.How.COPIED);
                    return super.readEdge(piece, memory, permit, ticket, control);
                }
            };
        }
    }

    private static final class TakesMoreThanItsPermits extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                long part(Permit permit, Stretch left) {
                    return Math.min(layout.blockBytes(), left.length());
                }
            };
        }
    }

    private static final class MoreInFlightThanAllowed extends Parts {
        @Override
        Layout layout(TransferSpec spec) {
            return new Layout(spec) {
                @Override
                int depth() {
                    return 4;
                }
            };
        }
    }

    private static final class InsistsOnWholeBlocks extends Parts {
        @Override
        Layout layout(TransferSpec spec) {
            return new Layout(spec) {
                @Override
                int blockBytes() {
                    boolean free = spec.blockBytes().isEmpty() && spec.inFlightMaxBytes() >= LARGE_BLOCK_BYTES;
                    return free ? LARGE_BLOCK_BYTES : super.blockBytes();
                }
            };
        }

        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                long least(long most) {
                    return most;
                }
            };
        }
    }

    private static final class CallsEverythingAStream extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                Operation operation() {
                    return layout.readsOnly() ? Operation.READ : Operation.STREAM;
                }
            };
        }
    }

    private static final class KeepsUnusedPermits extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                Permit permit(Stretch left) throws CopyException {
                    return new KeptPermit(super.permit(left));
                }
            };
        }
    }

    /** Is closed only when all of it was used. */
    private static final class KeptPermit implements Permit {
        private final Permit given;
        private long left;

        private KeptPermit(Permit given) {
            this.given = given;
            left = given.bytes();
        }

        @Override
        public long bytes() {
            return given.bytes();
        }

        @Override
        public void completed(long targetOffset, long bytes, How how) {
            left -= bytes;
            given.completed(targetOffset, bytes, how);
        }

        @Override
        public void close() {
            if (left == 0) {
                given.close();
            }
        }
    }

    private static final class ReadsBeforeItMay extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                Permit permit(Stretch left) throws CopyException {
                    int length = (int) Math.min(layout.blockBytes(), left.length());
                    try (Memory memory = new Memory(length + 2 * Layout.BLOCK_BYTES)) {
                        run.mover().source.read(memory, left.sourceOffset(), length);
                    }
                    return super.permit(left);
                }
            };
        }
    }

    /** Moves bytes by its own thread, and has two permits at a time for that. */
    private static final class WaitsWithPermitsInHand extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                Permit permit(Stretch left) throws CopyException {
                    try (Permit first = super.permit(left)) {
                        return super.permit(left.first(first.bytes()));
                    }
                }
            };
        }
    }

    private static final class LeavesCursorsOpen extends Parts {
        @Override
        Transfer transfer(Run run) {
            return new Transfer(run) {
                @Override
                void close(ExtentCursor extents) throws IOException {}
            };
        }
    }
}
