package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.spi.TransferSession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a case's events happen, and looks at what the engine made of them. Thread-safe. */
final class Happenings {
    /** How the names of sides end that were moved away. */
    static final String MOVED = "-moved";

    private static final Duration ABORT_LIMIT = Duration.ofSeconds(5);
    private static final long JOIN_MILLIS = 100;

    private final TargetBytes bytes;
    private final ImageFile source;
    private final @Nullable ImageFile target;
    private final Path sourceMoved;
    private final Path targetMoved;
    private final Path stranger;
    private final byte[] strangerBytes;
    private final Evidence evidence;
    private final Duration abortLimit;
    private volatile @Nullable TransferSession session;

    Happenings(
            CopyCase copyCase,
            TargetBytes bytes,
            ImageFile source,
            @Nullable ImageFile target,
            TryFolder folder,
            Patience patience,
            Evidence evidence) {
        this.bytes = bytes;
        this.source = source;
        this.target = target;
        this.evidence = evidence;
        abortLimit = patience.with(evidence, ABORT_LIMIT, "E-STOP-2");
        sourceMoved = folder.file("source" + MOVED);
        targetMoved = folder.file("target" + MOVED);
        stranger = folder.file("stranger");
        // As long as either side, so that nobody is warned by its length.
        strangerBytes = new byte[(int) Math.min(1 << 20, Math.max(copyCase.sourceBytes(), copyCase.targetBytes()))];
        Arrays.fill(strangerBytes, (byte) 'S');
    }

    void opened(TransferSession value) {
        session = value;
    }

    /** Lets an event happen, on whatever thread of the engine has come so far. */
    void happen(Event event) {
        try {
            switch (event.action()) {
                case ABORT -> abort();
                case SHRINK -> resize(event.argument());
                case GROW -> grow(event.argument());
                case REWRITE -> rewrite();
                case SWAP_SOURCE -> swap(source.path(), sourceMoved, false);
                case LINK_SOURCE -> swap(source.path(), sourceMoved, true);
                case REMOVE_SOURCE -> Files.move(source.path(), sourceMoved);
                case SWAP_TARGET -> swapTarget(false);
                case LINK_TARGET -> swapTarget(true);
                default -> throw new IllegalArgumentException(event + " does not happen to files");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resize(long lengthBytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(source.backing().toFile(), "rw")) {
            file.setLength(lengthBytes);
        }
    }

    private void grow(long lengthBytes) throws IOException {
        long before = source.backing().toFile().length();
        try (RandomAccessFile file = new RandomAccessFile(source.backing().toFile(), "rw")) {
            byte[] more = new byte[(int) (lengthBytes - before)];
            Arrays.fill(more, (byte) 'G');
            file.seek(before);
            file.write(more);
        }
    }

    /** Writes other bytes over the whole source, in one call. */
    private void rewrite() throws IOException {
        ByteBuffer other = ByteBuffer.allocate((int) bytes.source().lengthBytes());
        ImageBytes.of(List.of(), bytes.source().seed() + 2, other.capacity()).fill(other, 0);
        source.channel().write(other.flip(), 0);
    }

    private void swapTarget(boolean link) throws IOException {
        if (target != null) {
            swap(target.path(), targetMoved, link);
        }
    }

    private void swap(Path file, Path moved, boolean link) throws IOException {
        Files.move(file, moved);
        Files.write(stranger, strangerBytes);
        if (link) {
            Files.createSymbolicLink(file, stranger);
        } else {
            Files.createLink(file, stranger);
        }
    }

    /** Returns where the target's bytes are by now. */
    Path targetPath(ImageFile file) {
        return Files.exists(targetMoved) ? targetMoved : file.path();
    }

    /** Judges what has become of a file that got the name of a side. */
    void judge() throws IOException {
        if (Files.exists(stranger)) {
            evidence.seen("E-OPEN-2");
            if (!Arrays.equals(strangerBytes, Files.readAllBytes(stranger))) {
                evidence.broken("E-OPEN-2", "a file that got the name of a side meanwhile was written to");
            }
        }
    }

    /** Calls {@code abort()} while the calling thread of the engine waits: whoever blocks now holds a lock across a call. */
    void abort() {
        TransferSession open = session;
        if (open == null) {
            return;
        }
        evidence.seen("E-STOP-2");
        Thread aborter = new Thread(
                () -> {
                    try {
                        open.abort();
                        open.abort();
                    } catch (RuntimeException e) {
                        evidence.broken("E-STOP-2", "abort() " + OutcomeJudge.told(e));
                    }
                },
                "conformance-abort");
        aborter.setDaemon(true);
        aborter.start();
        if (!ended(aborter)) {
            evidence.broken(
                    "E-STOP-2",
                    "abort() has not returned after " + abortLimit.toMillis()
                            + " milliseconds while a thread of the engine was in a call of the library");
        }
    }

    /** Waits for a thread, whoever interrupts: an engine may wake its own threads by that while they wait for a permit. */
    private boolean ended(Thread thread) {
        long deadline = System.nanoTime() + abortLimit.toNanos();
        boolean interrupted = false;
        while (thread.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
