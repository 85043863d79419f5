package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.spi.TransferSession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes a case's events happen. Thread-safe. */
final class Happenings {
    private static final Duration ABORT_LIMIT = Duration.ofSeconds(5);
    private static final byte[] OTHER = "another file".getBytes(StandardCharsets.UTF_8);

    private final ImageFile source;
    private final @Nullable ImageFile target;
    private final TryFolder folder;
    private final Evidence evidence;
    private volatile @Nullable TransferSession session;

    Happenings(ImageFile source, @Nullable ImageFile target, TryFolder folder, Evidence evidence) {
        this.source = source;
        this.target = target;
        this.folder = folder;
        this.evidence = evidence;
    }

    void opened(TransferSession value) {
        session = value;
    }

    /** Lets an event happen, on whatever thread of the engine has come so far. */
    void happen(Event event) {
        try {
            switch (event.action()) {
                case ABORT -> abort();
                case SHRINK, GROW -> resize(event.argument());
                case SWAP_SOURCE -> swap(source.path(), folder.file("source-moved"));
                case SWAP_TARGET -> {
                    if (target != null) {
                        swap(target.path(), folder.file("target-moved"));
                    }
                }
                default -> throw new IllegalArgumentException("the control itself does " + event);
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

    private static void swap(Path file, Path moved) throws IOException {
        Files.move(file, moved);
        Files.write(file, OTHER);
    }

    /** Returns where the target's bytes are by now. */
    Path targetPath(ImageFile file) {
        Path moved = folder.path().resolve("target-moved");
        return Files.exists(moved) ? moved : file.path();
    }

    /** Judges the file that was given the name of a side. */
    void judgeSwapped(Path path, boolean swapped) throws IOException {
        if (swapped) {
            evidence.seen("E-OPEN-2");
            if (!Arrays.equals(OTHER, Files.readAllBytes(path))) {
                evidence.broken("E-OPEN-2", "a file that got the name of the target after open() was written to");
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
                    "abort() has not returned after " + ABORT_LIMIT.toSeconds()
                            + " seconds while a thread of the engine was in a call of the library");
        }
    }

    /** Waits for a thread, whoever interrupts: an engine may wake its own threads by that while they wait for a permit. */
    private static boolean ended(Thread thread) {
        long deadline = System.nanoTime() + ABORT_LIMIT.toNanos();
        boolean interrupted = false;
        while (thread.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                thread.join(100);
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
