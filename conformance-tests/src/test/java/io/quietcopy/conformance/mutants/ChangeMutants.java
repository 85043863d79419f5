package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Engines that are led astray by calls that move less than was asked for, and by sides that change under them. */
final class ChangeMutants {
    private ChangeMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("einval-is-the-end", "takes EINVAL after a short read for the end of the source")
                        .breaks("E-SHORT-2")
                        .shows("is wrong after a copy that succeeded")
                        .in("einval-after-short-read@own")
                        .by(EinvalIsTheEnd::new),
                Mutant.of("ignores-short-writes", "takes a short write for a whole one")
                        .breaks("E-SHORT-1")
                        .shows("first wrong byte: target as seen through the page cache at")
                        .in("short-calls@own")
                        .by(IgnoresShortWrites::new),
                Mutant.of("invents-zeroes", "fills with zeroes what a source has lost")
                        .breaks("E-SHORT-3")
                        .shows("is wrong after a copy that succeeded")
                        .in("shrinking-source@files")
                        .by(InventsZeroes::new),
                Mutant.of("loops-on-a-shrunk-source", "reads behind the end of a source until something comes")
                        .breaks("E-SHORT-4")
                        .implies("E-SHORT-3")
                        .shows("run() has not come back")
                        .in("shrinking-source@files")
                        .by(LoopsOnAShrunkSource::new),
                Mutant.of("follows-links", "opens whatever the path leads to, and compares nothing")
                        .breaks("E-OPEN-2")
                        .shows("is not what was looked at, so open() has to throw a CopyException")
                        .in("misled@files")
                        .by(FollowsLinks::new),
                Mutant.of("pads-with-old-bytes", "pads the last block with what is in the buffer")
                        .breaks("E-EDGE-4")
                        .shows("the padding behind the end of the target is not zero")
                        .implies("E-SHORT-5")
                        .by(PadsWithOldBytes::new),
                Mutant.of("writes-back-the-neighbours-bytes", "reads the block around an edge, and writes all of it")
                        .breaks("E-EDGE-3")
                        .shows("bytes of the target were read")
                        .implies("E-BYTES-2")
                        .in("nothing-twice@own")
                        .by(WritesBackTheNeighboursBytes::new));
    }

    private static final class EinvalIsTheEnd extends Parts {
        @Override
        SourceSide source(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new SourceSide(side, spec.cache(), descriptors, failures()) {
                private volatile boolean refused;

                @Override
                int alignDownTo(int got) {
                    return got;
                }

                @Override
                int refused(Moving call, int count, long offset, CallFailedException refusal) {
                    refused = true;
                    return 0;
                }

                @Override
                int readOnce(Memory memory, int from, int asked, long start) throws CopyException {
                    int moved = super.readOnce(memory, from, asked, start);
                    return refused ? asked - from : moved;
                }
            };
        }
    }

    private static final class IgnoresShortWrites extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                int afterWrite(int now, int length) {
                    return length;
                }
            };
        }
    }

    private static final class InventsZeroes extends Parts {
        @Override
        SourceSide source(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new SourceSide(side, spec.cache(), descriptors, failures()) {
                @Override
                int ended(Memory memory, long start, int got, int wanted) {
                    memory.zero(got, wanted - got);
                    return wanted;
                }
            };
        }
    }

    private static final class LoopsOnAShrunkSource extends Parts {
        private static final long PAUSE_NANOS = 1_000_000;

        /** An abort() ends the loop, or else it would burn a processor for the rest of the tests. */
        private volatile Stop latest = new Stop();

        @Override
        Stop stop() {
            latest = super.stop();
            return latest;
        }

        @Override
        SourceSide source(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new SourceSide(side, spec.cache(), descriptors, failures()) {
                @Override
                int ended(Memory memory, long start, int got, int wanted) throws CopyException {
                    LockSupport.parkNanos(PAUSE_NANOS);
                    return latest.aborted() ? super.ended(memory, start, got, wanted) : got;
                }
            };
        }
    }

    private static final class FollowsLinks extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                int linkFlags() {
                    return 0;
                }

                @Override
                boolean identityHolds(int fd, Side side) {
                    return true;
                }
            };
        }
    }

    private static final class PadsWithOldBytes extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void pad(Memory memory, int from, int count) {
                    for (int at = from; at < from + count; at++) {
                        memory.view(at, 1).put((byte) '?');
                    }
                }
            };
        }
    }

    private static final class WritesBackTheNeighboursBytes extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void writeEdge(Memory memory, int length, long offset) throws CopyException {
                    int begin = (int) (offset % BLOCK_BYTES);
                    try (Memory block = new Memory(BLOCK_BYTES)) {
                        int held = Kernel.read(direct, block, 0, BLOCK_BYTES, offset - begin);
                        if (held < BLOCK_BYTES) {
                            super.writeEdge(memory, length, offset);
                        } else {
                            block.view(begin, length).put(memory.view(0, length));
                            write(block, BLOCK_BYTES, offset - begin);
                        }
                    } catch (CallFailedException e) {
                        throw failures.ofTarget(side, offset, e);
                    }
                }
            };
        }
    }
}
