package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferSpec;
import java.util.List;

/** Engines that put wrong bytes somewhere. */
final class ByteMutants {
    private static final int SECTOR_BYTES = 512;

    private ByteMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("drops-the-odd-tail", "drops what is behind the last whole block")
                        .breaks("E-BYTES-1")
                        .shows("first wrong byte: target as seen through the page cache at 0 (0x0)")
                        .in("lengths@files")
                        .by(DropsTheOddTail::new),
                Mutant.of("pads-the-tail", "pads the tail of a range to a whole sector")
                        .breaks("E-BYTES-2", "E-EDGE-4")
                        .implies("E-BYTES-1", "E-EDGE-5")
                        .shows("a byte outside the ranges has changed")
                        .by(PadsTheTail::new),
                Mutant.of("one-byte-past", "writes one byte past the end of a range")
                        .breaks("E-BYTES-2", "E-EDGE-4")
                        .implies("E-BYTES-1", "E-EDGE-5")
                        .shows("a byte outside the ranges has changed")
                        .by(OneBytePast::new),
                Mutant.of("wrong-sector-size", "takes all sectors for sectors of 512 bytes")
                        .breaks("E-BYTES-1")
                        .shows("Invalid argument")
                        .in("(lengths|windows)@loop4096")
                        .by(WrongSectorSize::new),
                Mutant.of("wrong-when-incongruent", "reads from the sector's begin where the offsets differ")
                        .breaks("E-BYTES-1")
                        .shows("bytes before the right place")
                        .by(WrongWhenIncongruent::new),
                Mutant.of("holes-left-out", "leaves zeroes out of a target that holds old bytes")
                        .breaks("E-ZERO-2")
                        .shows("were left out, on a target that need not read as zero")
                        .by(HolesLeftOut::new),
                Mutant.of("buffer-reused-too-early", "reads the next block into the buffer that is still being written")
                        .breaks("E-BYTES-1")
                        .implies("E-BYTES-2", "E-PERMIT-3", "E-DIGEST-1", "E-DIGEST-2", "E-ZERO-1", "E-ZERO-2")
                        .shows("is wrong after a copy that succeeded")
                        .racy()
                        .by(BufferReusedTooEarly::new),
                Mutant.of("wrong-above-4-gib", "keeps only 32 bits of an offset")
                        .breaks("E-BYTES-4")
                        .shows("is wrong after a copy that succeeded")
                        .implies("E-BYTES-2", "E-BYTES-1")
                        .in("far@files")
                        .by(WrongAbove4Gib::new),
                Mutant.of("punches-holes", "makes all zeroes by punching holes, whatever the policy")
                        .breaks("E-ZERO-3")
                        .shows("bytes have to be allocated in the target, but only")
                        .in("allocation@files")
                        .by(PunchesHoles::new),
                Mutant.of("zeroing-refused-is-an-error", "fails where the storage does not make zeroes itself")
                        .breaks("E-ZERO-5")
                        .shows("run() had to succeed, but it threw CopyException")
                        .implies("E-ZERO-1", "E-ZERO-2")
                        .in("refused-zeroing@own")
                        .by(ZeroingRefusedIsAnError::new),
                Mutant.of("truncates-in-place", "empties a target that it shall write in place")
                        .breaks("E-OPEN-4", "E-BYTES-2", "E-EDGE-4")
                        .implies("E-ZERO-2")
                        .shows("the target is 0 bytes long, and was ")
                        .in("unrun@files")
                        .by(TruncatesInPlace::new));
    }

    private static final class DropsTheOddTail extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void write(Memory memory, int length, long offset) throws CopyException {
                    super.write(memory, (int) AlignedRange.alignDown(length, BLOCK_BYTES), offset);
                }
            };
        }
    }

    private static final class PadsTheTail extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void writeEdge(Memory memory, int length, long offset) throws CopyException {
                    boolean tail = offset % BLOCK_BYTES == 0;
                    int padded = tail ? (int) AlignedRange.alignUp(length, SECTOR_BYTES) : length;
                    memory.zero(length, padded - length);
                    super.writeEdge(memory, padded, offset);
                }
            };
        }
    }

    private static final class OneBytePast extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void writeEdge(Memory memory, int length, long offset) throws CopyException {
                    boolean tail = offset % BLOCK_BYTES == 0;
                    if (tail) {
                        memory.view(length, 1)
                                .put((byte) '!'); // what else is there may be zero, and so may be the target
                    }
                    super.writeEdge(memory, tail ? length + 1 : length, offset);
                }
            };
        }
    }

    private static final class WrongSectorSize extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void writeEdge(Memory memory, int length, long offset) throws CopyException {
                    if (!isDirect() || offset % SECTOR_BYTES != 0 || length % SECTOR_BYTES != 0) {
                        super.writeEdge(memory, length, offset);
                        return;
                    }
                    try {
                        Kernel.write(direct, memory, 0, length, offset);
                    } catch (CallFailedException e) {
                        throw failures.ofTarget(side, offset, e);
                    }
                }
            };
        }
    }

    private static final class WrongWhenIncongruent extends Parts {
        @Override
        SourceSide source(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new SourceSide(side, spec.cache(), descriptors, failures()) {
                @Override
                void read(Memory memory, long offset, int length) throws CopyException {
                    boolean body = length >= BLOCK_BYTES;
                    super.read(memory, body ? AlignedRange.alignDown(offset, SECTOR_BYTES) : offset, length);
                }
            };
        }
    }

    private static final class HolesLeftOut extends Parts {
        @Override
        Layout layout(TransferSpec spec) {
            return new Layout(spec) {
                @Override
                boolean skipsZeroes() {
                    boolean oldBytes = spec.before() == TargetContent.UNKNOWN;
                    return super.skipsZeroes() || (oldBytes && spec.zeroes() == ZeroPolicy.SPARSE);
                }
            };
        }
    }

    private static final class BufferReusedTooEarly extends Parts {
        @Override
        Crew crew(Stop stop, TransferControl control) {
            return new Crew(stop, control) {
                private SharedMemory shared;

                @Override
                synchronized Memory newMemory(int bytes) {
                    if (shared == null) {
                        shared = new SharedMemory(bytes);
                    }
                    return shared.take();
                }
            };
        }
    }

    private static final class WrongAbove4Gib extends Parts {
        @Override
        SourceSide source(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new SourceSide(side, spec.cache(), descriptors, failures()) {
                @Override
                void read(Memory memory, long offset, int length) throws CopyException {
                    super.read(memory, offset & 0xffff_ffffL, length);
                }
            };
        }
    }

    private static final class PunchesHoles extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                int zeroingMode() {
                    return Kernel.PUNCH_HOLE_KEEP_SIZE;
                }
            };
        }
    }

    private static final class ZeroingRefusedIsAnError extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                boolean zeroingRefused(long offset, CallFailedException refusal) throws CopyException {
                    throw failures.ofTarget(side, offset, refusal);
                }
            };
        }
    }

    private static final class TruncatesInPlace extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                OpenSide.Descriptors target(Side side) throws CopyException {
                    OpenSide.Descriptors opened = super.target(side);
                    if (!spec.staged() && side.kind() == FileKind.FILE) {
                        try {
                            Kernel.truncate(opened.cached(), 0);
                        } catch (CallFailedException e) {
                            throw failures.ofTarget(side, 0, e);
                        }
                    }
                    return opened;
                }
            };
        }
    }
}
