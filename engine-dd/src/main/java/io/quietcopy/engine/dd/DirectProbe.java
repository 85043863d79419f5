package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.NotFitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * Tries direct I/O by really doing it, with dd itself: that a file system takes O_DIRECT at opening proves little, and that a
 * dd knows the word proves less.
 *
 * <p>Only EINVAL and EOPNOTSUPP mean a refusal. Any other failure says nothing about direct I/O (the first block of a failing
 * disk may be the bad one): then direct I/O is taken as possible, and the copy will meet the failure where it matters. Not
 * thread-safe.
 */
final class DirectProbe {
    /** More than a disk needs to spin up. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int SAFE_BLOCK_BYTES = 4096;

    private final DdProgram program;
    private final Executor threads;

    DirectProbe(DdProgram program, Executor threads) {
        this.program = program;
        this.threads = threads;
    }

    /**
     * The answer.
     *
     * @param blockBytes the smallest alignment that was accepted, 0 if none was
     * @param reason one clause
     * @param outcome how the last try ended
     */
    record Answer(int blockBytes, String reason, DdOutcome outcome) {
        boolean accepted() {
            return blockBytes > 0;
        }
    }

    /** Reads one block. */
    Answer read(String file, long lengthBytes, int logicalBlockBytes) throws CopyException {
        return tryBlocks(
                logicalBlockBytes,
                "read",
                block -> DdCommand.of(program)
                        .from(file)
                        .to("/dev/null")
                        // The second block, where there is one: at offset 0 any alignment of the offset would do.
                        .skip(lengthBytes >= 2L * block ? block : 0)
                        .count(block)
                        .block(block)
                        .inputFlag("direct"));
    }

    /** Writes one block of zeroes to a file made for this. */
    Answer write(Path scratch, int logicalBlockBytes) throws CopyException {
        return tryBlocks(
                logicalBlockBytes,
                "write",
                block -> DdCommand.of(program)
                        .from("/dev/zero")
                        .to(scratch.toString())
                        .seek(block)
                        .count(block)
                        .block(block)
                        .outputFlag("direct"));
    }

    private interface Try {
        DdCommand command(int block);
    }

    private Answer tryBlocks(int logicalBlockBytes, String what, Try attempt) throws CopyException {
        // ZFS and others want more than the sector that the device reports.
        List<Integer> blocks = IntStream.of(logicalBlockBytes, Math.max(logicalBlockBytes, SAFE_BLOCK_BYTES))
                .distinct()
                .boxed()
                .toList();
        DdOutcome outcome = DdOutcome.of(0, "");
        for (int block : blocks) {
            outcome = run(attempt.command(block).words());
            if (outcome.succeeded()) {
                return new Answer(block, "a direct " + what + " of " + block + " bytes worked", outcome);
            }
            if (!outcome.refusesDirect()) {
                return new Answer(
                        Math.max(block, SAFE_BLOCK_BYTES), "a direct " + what + " failed for another reason", outcome);
            }
        }
        return new Answer(0, "a direct " + what + " was refused (errno " + outcome.errno() + ")", outcome);
    }

    private DdOutcome run(List<String> command) throws CopyException {
        try {
            Child child = Child.start(threads, command, false);
            if (!child.awaitExit(LIMIT)) {
                child.kill();
                throw CopyException.builder(
                                ErrorCode.ENGINE_FAILED,
                                "trying direct I/O took more than " + LIMIT.toSeconds() + " seconds")
                        .engine(DdEngineProvider.ID)
                        .remedy("Check the storage and its connection.")
                        .build();
            }
            DdOutcome outcome = DdOutcome.of(child);
            if (outcome.action() == DdOutcome.Action.OTHER) {
                throw new NotFitException(
                        ErrorCode.ENGINE_FAILED, "dd fails when it is tried: " + outcome.text(), null);
            }
            return outcome;
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.ENGINE_FAILED, "dd could not be started")
                    .engine(DdEngineProvider.ID)
                    .cause(e)
                    .build();
        }
    }
}
