package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import io.quietcopy.CopyRequest;
import io.quietcopy.CopyTask;
import io.quietcopy.testbed.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes one copy, waits for it on a thread of its own, and knows whether it hangs in the kernel. */
final class Caller implements AutoCloseable {
    private static final long LIMIT_SECONDS = 30;

    private final Engine engine;
    private final Copier copier;
    private final CopyRequest request;
    private final String threads;
    private final FutureTask<CopyException> result = new FutureTask<>(this::await);
    private final Thread thread = new Thread(result, "testbed-caller");
    private final CountDownLatch middle = new CountDownLatch(1);
    private volatile CopyTask task;
    private volatile boolean interrupted;

    Caller(Engine engine, CopyRequest request) {
        this.engine = engine;
        this.request = request;
        threads = engine.id() + "-";
        AtomicInteger made = new AtomicInteger();
        copier = engine.builder()
                .threadFactory(work -> {
                    Thread worker = new Thread(work, threads + made.incrementAndGet());
                    worker.setDaemon(true);
                    return worker;
                })
                .build();
    }

    /** Starts the copy, which has to be slow enough to be met in the middle. */
    void start(long middleBytes) {
        task = copier.start(request, new CopyListener() {
            @Override
            public void progressed(CopyProgress progress) {
                if (progress.phase() == CopyPhase.TRANSFER && progress.doneBytes() >= middleBytes) {
                    middle.countDown();
                }
            }
        });
        thread.start();
    }

    Engine engine() {
        return engine;
    }

    CopyTask task() {
        return task;
    }

    Thread thread() {
        return thread;
    }

    /** Whether the thread that waited was interrupted when the answer had come. */
    boolean interrupted() {
        return interrupted;
    }

    void awaitMiddle() throws InterruptedException {
        assertThat(middle.await(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("the copy by %s gets to the middle", engine)
                .isTrue();
    }

    /** Whether a thread of the copy, or a child process, is in the kernel and not to be ended now. */
    boolean hangs() {
        boolean child =
                engine.id().equals("dd") && Processes.descendants().stream().anyMatch(Processes::hangs);
        return child || aThreadHangs();
    }

    private boolean aThreadHangs() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path one : all) {
                if (read(one.resolve("comm")).startsWith(threads)) {
                    String stat = read(one.resolve("stat"));
                    if (stat.charAt(stat.lastIndexOf(')') + 2) == 'D') {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            return false; // one has ended meanwhile
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private CopyException await() {
        try {
            task.await();
            return null;
        } catch (CopyException e) {
            return e;
        } finally {
            interrupted = Thread.currentThread().isInterrupted();
        }
    }

    /** Returns why the copy failed, which the caller must hear in time. */
    CopyException failure(Duration limit) throws Exception {
        CopyException failure = result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(failure).as("the copy by %s must not succeed", engine).isNotNull();
        thread.join();
        return failure;
    }

    @Override
    public void close() {
        copier.close();
    }
}
