package io.quietcopy.benchmarks.child;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.Pace;
import io.quietcopy.TargetMode;
import io.quietcopy.WindowSample;
import io.quietcopy.benchmarks.process.Usage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A program that embeds the library: one {@link Copier} for its whole life, copy after copy in one JVM.
 *
 * <p>It reads requests from its standard input and writes what they cost to its standard output, in the form of {@link
 * CopyQuestion} and {@link CopyAnswer}; it ends with its input.
 */
public final class Embedder {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String FORGET_PEAK = "5";

    private Embedder() {}

    /**
     * Serves until its input ends.
     *
     * @param arguments none
     * @throws IOException if nobody listens any more
     */
    public static void main(String[] arguments) throws IOException {
        DataInputStream in = new DataInputStream(System.in);
        DataOutputStream out = Standard.output();
        try (Copier copier = Copier.create(CopierConfig.defaults())) {
            CopyQuestion.readAll(in, question -> {
                answer(copier, question).write(out);
                out.flush();
            });
        }
    }

    private static CopyAnswer answer(Copier copier, CopyQuestion question) throws IOException {
        forgetPeak();
        Usage before = Usage.ofThisProcess();
        long start = System.nanoTime();
        long window = -1;
        String problem = "";
        ExecutorService threads = Executors.newFixedThreadPool(question.pairs().size());
        try {
            List<Future<Long>> copies = new ArrayList<>();
            for (CopyQuestion.Pair pair : question.pairs()) {
                copies.add(threads.submit(() -> copy(copier, question, pair)));
            }
            for (Future<Long> copy : copies) {
                window = Math.max(window, copy.get());
            }
        } catch (ExecutionException e) {
            problem = String.valueOf(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        } finally {
            threads.shutdownNow();
        }
        long end = System.nanoTime();
        Usage after = Usage.ofThisProcess();
        return new CopyAnswer(
                problem,
                start,
                end,
                after.userSeconds() - before.userSeconds(),
                after.systemSeconds() - before.systemSeconds(),
                peakBytes(),
                window);
    }

    /** Returns the largest in-flight window, -1 if there was none. */
    private static long copy(Copier copier, CopyQuestion question, CopyQuestion.Pair pair) throws IOException {
        Path source = Path.of(pair.source());
        Path target = Path.of(pair.target());
        if (question.engine().equals(CopyQuestion.FILES_COPY)) {
            filesCopy(source, target, question.inPlace());
            return -1;
        }
        CopyReport report = copier.copy(CopyRequest.from(source, target)
                .engines(question.engine())
                .pace(Pace.parse(question.pace()))
                .mode(question.inPlace() ? TargetMode.IN_PLACE : TargetMode.CREATE_NEW)
                .build());
        return report.inFlight().stream()
                .mapToLong(WindowSample::windowBytes)
                .max()
                .orElse(-1);
    }

    /** A device would be replaced by a node, so its bytes go through a stream. */
    private static void filesCopy(Path source, Path target, boolean existing) throws IOException {
        boolean files = Files.isRegularFile(source) && (!existing || Files.isRegularFile(target));
        if (files) {
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        } else {
            try (var bytes = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
                Files.copy(source, bytes);
            }
        }
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forgetPeak() throws IOException {
        Files.writeString(CLEAR, FORGET_PEAK);
    }

    private static long peakBytes() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException(STATUS + " has no VmHWM");
    }
}
