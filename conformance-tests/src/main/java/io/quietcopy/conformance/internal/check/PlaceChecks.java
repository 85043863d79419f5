package io.quietcopy.conformance.internal.check;

import io.quietcopy.ErrorCode;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ForwardingSides;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.Sides;
import io.quietcopy.conformance.internal.place.SplitSides;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.conformance.internal.place.Workshop;
import io.quietcopy.conformance.internal.trial.Bench;
import io.quietcopy.conformance.internal.trial.ExpectedFailure;
import io.quietcopy.conformance.internal.trial.TrialPlan;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Trouble as real storage makes it: full, limited, read-only, gone bad, changed behind the cache. */
final class PlaceChecks {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    /** Any of the blocks in flight may be the first that fails. */
    private static final long LIMITED_IN_FLIGHT = 64 * KIB;

    private static final long LIMIT = 1L << 30;

    private PlaceChecks() {}

    static List<Check> all() {
        return List.of(
                OwnCheck.of(
                        "full",
                        "a file system that is full is told",
                        PlaceChecks::full,
                        "E-ERROR-1",
                        "E-ERROR-2",
                        "E-ERROR-4"),
                OwnCheck.of(
                        "file-size-limit",
                        "a limit on the length of files is told",
                        PlaceChecks::fileSizeLimit,
                        "E-ERROR-1",
                        "E-ERROR-4"),
                OwnCheck.of(
                        "bad-device",
                        "a device that fails to read is told, with the place",
                        PlaceChecks::badDevice,
                        "E-ERROR-1",
                        "E-ERROR-2"),
                OwnCheck.of(
                        "read-only-device", "a device that refuses writes is told", PlaceChecks::readOnly, "E-ERROR-1"),
                OwnCheck.of(
                        "read-past-cache",
                        "a transfer that only reads reads the storage, not the cache",
                        PlaceChecks::readPastCache,
                        "E-DIGEST-3"));
    }

    private static void full(CheckContext context) throws Exception {
        context.require(FileSystemKind.EXT4.requirements());
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Sides sides = new ForwardingSides(new SplitSides(context.workshop().folder(), place.path())) {
                @Override
                public void opened() throws IOException {
                    place.fill(2 * MIB);
                }
            };
            CopyCase copyCase =
                    CopyCase.builder().source(Piece.data(6 * MIB + 77)).build();
            context.attempt(TrialPlan.of(copyCase, "E-ERROR-1", sides)
                    .expecting(ExpectedFailure.of(
                                    "the file system of the target has room for 2 MiB", "E-ERROR-4", ErrorCode.NO_SPACE)
                            .at("target", 0, 6 * MIB + 77)));
        }
    }

    private static void fileSizeLimit(CheckContext context) throws Exception {
        context.require(Requirement.PRLIMIT);
        CopyCase copyCase = CopyCase.builder()
                .source(Piece.data(512 * KIB))
                .target(TargetKind.IN_PLACE)
                .ranges(new Range(0, LIMIT - 256 * KIB, 512 * KIB))
                .blockBytes(16 * KIB)
                .inFlightBytes(LIMITED_IN_FLIGHT)
                .build();
        context.attempt(TrialPlan.of(copyCase, "E-ERROR-1", new Limited(context.workshop()))
                .expecting(ExpectedFailure.of(
                                "files may be " + LIMIT + " bytes long (RLIMIT_FSIZE)",
                                "E-ERROR-4",
                                ErrorCode.FILE_TOO_LARGE)
                        .at("target", LIMIT - 256 * KIB, LIMIT + LIMITED_IN_FLIGHT)));
    }

    /** Limits the length of files for this process and its children, so far above that nothing else feels it. */
    private static final class Limited extends ForwardingSides {
        Limited(Workshop workshop) {
            super(workshop);
        }

        @Override
        public void opened() throws IOException {
            prlimit("--fsize=" + LIMIT + ":");
        }

        @Override
        public void ran(Evidence evidence) throws IOException {
            prlimit("--fsize=unlimited:");
        }

        private static void prlimit(String limit) throws IOException {
            Process process = new ProcessBuilder(
                            "prlimit",
                            "--pid",
                            Long.toString(ProcessHandle.current().pid()),
                            limit)
                    .redirectErrorStream(true)
                    .start();
            try {
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IOException("prlimit " + limit + " failed: " + said);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for prlimit", e);
            }
        }
    }

    /** The file behind the device is cut: reads behind its end fail with EIO. */
    private static void badDevice(CheckContext context) throws Exception {
        context.require(Requirement.LOOP);
        CopyCase copyCase = CopyCase.builder()
                .from(SideKind.LOOP512)
                .source(Piece.data(640 * KIB))
                .target(TargetKind.IN_PLACE)
                .blockBytes(16 * KIB)
                .inFlightBytes(64 * KIB)
                .events(new Event(Event.When.OPENED, 1, Event.Action.SHRINK, 300 * KIB))
                .build();
        context.attempt(TrialPlan.of(copyCase, "E-ERROR-1", context.workshop())
                .expecting(ExpectedFailure.of(
                                "reads of the source device behind byte " + 300 * KIB + " fail with EIO",
                                "E-ERROR-4",
                                ErrorCode.READ_FAILED)
                        .at("", 220 * KIB, 640 * KIB)));
    }

    private static void readOnly(CheckContext context) throws Exception {
        context.require(Requirement.LOOP);
        CopyCase copyCase = CopyCase.builder()
                .to(SideKind.LOOP512)
                .source(Piece.data(256 * KIB))
                .build();
        Sides sides = new ForwardingSides(context.workshop()) {
            @Override
            public ImageFile target(CopyCase made, TargetBytes bytes, TryFolder folder) throws IOException {
                return ImageFile.readOnlyLoop(folder.file("target"), made.to(), bytes.old());
            }
        };
        context.attempt(TrialPlan.of(copyCase, "E-ERROR-1", sides)
                .expecting(ExpectedFailure.of(
                        "the target device is read-only",
                        "E-ERROR-4",
                        ErrorCode.TARGET_UNWRITABLE,
                        ErrorCode.TARGET_READ_ONLY)));
    }

    /** The storage is changed under a device whose pages are cached: only who reads past the cache sees it. */
    private static void readPastCache(CheckContext context) throws Exception {
        if (!context.subject().declares(Capability.DIGEST)) {
            throw new SkippedException("the engine does not declare DIGEST");
        }
        context.require(Requirement.LOOP);
        CopyCase copyCase = CopyCase.builder()
                .from(SideKind.LOOP512)
                .source(Piece.data(512 * KIB))
                .target(TargetKind.NONE)
                .build();
        Evidence evidence = new Evidence();
        try (Bench bench =
                Bench.of(copyCase, context.workshop(), context.subject(), evidence, new SuiteControl.Listener() {})) {
            if (!context.direct().of(SideKind.LOOP512, SideKind.LOOP512)) {
                throw new SkippedException("the engine does no direct I/O on devices here");
            }
            // The cache gets what is wrong, the storage what is right.
            scribble(bench, (byte) 'W');
            Residency.warm(bench.source().path());
            write(bench);
            try (TransferSession session = context.engine().open(bench.spec())) {
                session.run(bench.control());
            }
            if (evidence.isBroken("E-DIGEST-1")) {
                context.broken(
                        "E-DIGEST-3",
                        "a transfer that only reads was fed what the page cache holds of the source,"
                                + " not what the storage does");
            }
            context.seen("E-DIGEST-3");
        }
    }

    private static void scribble(Bench bench, byte with) throws IOException {
        byte[] wrong = new byte[(int) bench.bytes().source().lengthBytes()];
        Arrays.fill(wrong, with);
        overwrite(bench, wrong);
        Residency.evict(bench.source().path());
    }

    private static void write(Bench bench) throws IOException {
        ByteBuffer right = ByteBuffer.allocate((int) bench.bytes().source().lengthBytes());
        bench.bytes().source().fill(right, 0);
        overwrite(bench, right.array());
    }

    private static void overwrite(Bench bench, byte[] bytes) throws IOException {
        try (RandomAccessFile backing =
                new RandomAccessFile(bench.source().backing().toFile(), "rw")) {
            backing.write(bytes);
            backing.getFD().sync();
        }
    }
}
