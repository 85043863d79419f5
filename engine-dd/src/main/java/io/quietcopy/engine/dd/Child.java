package io.quietcopy.engine.dd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteStreamHandler;
import org.apache.commons.exec.ProcessDestroyer;
import org.jspecify.annotations.Nullable;

/**
 * One child process: no shell, {@code LC_ALL=C} and {@code MALLOC_PERTURB_}, otherwise this process's environment; the
 * root as its working directory, no descriptor but its three pipes.
 *
 * <p>commons-exec runs it, synchronously, on a thread of ours. Two reasons. An interrupt of the thread in {@code execute()}
 * makes commons-exec send TERM and return <em>while the child lives on</em>, still writing; nobody interrupts our thread. And
 * the kernel sends the parent-death signal ({@code setpriv --pdeathsig}) when the forking <em>thread</em> ends, not the
 * process; our thread forks and then waits for the child, so it cannot end before it. commons-exec's own stream pumps are not
 * used: its line splitter loses text after a carriage return, and each would be one more thread. What dd prints fits the
 * pipe's buffer many times over, so it is enough to {@linkplain #drain drain} it now and then.
 *
 * <p>Thread-safe.
 */
final class Child {
    private final List<String> command;
    private final boolean keepInput;
    private final CompletableFuture<Process> launched = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Tail output = new Tail();
    private final Tail errors = new Tail();
    private volatile @Nullable InputStream outputPipe;
    private volatile @Nullable InputStream errorPipe;
    private volatile @Nullable OutputStream input;

    private Child(List<String> command, boolean keepInput) {
        this.command = command;
        this.keepInput = keepInput;
    }

    /**
     * Starts a child.
     *
     * @param threads runs the child's thread: at once, not queued
     * @param command an absolute path and its arguments
     * @param keepInput whether its standard input stays open until {@link #closeInput()}; otherwise it is at its end
     * @return the child, launched
     * @throws IOException if it cannot be launched
     */
    static Child start(Executor threads, List<String> command, boolean keepInput) throws IOException {
        Child child = new Child(List.copyOf(command), keepInput);
        threads.execute(child::execute);
        try {
            child.launched.join();
        } catch (CompletionException e) {
            throw new IOException("cannot run " + command.get(0) + ": " + reason(e), e.getCause());
        }
        return child;
    }

    private static @Nullable String reason(CompletionException e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    private void execute() {
        CommandLine line = new CommandLine(command.get(0));
        // Without "false" commons-exec trims and re-quotes arguments.
        command.stream().skip(1).forEach(argument -> line.addArgument(argument, false));
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(new Streams())
                // Every name in the command is absolute, and this folder always exists and has a name.
                .setWorkingDirectory(Path.of("/"))
                .get();
        executor.setExitValues(null); // any exit status is an answer, none an exception
        executor.setProcessDestroyer(new Launch());
        try {
            exit.complete(executor.execute(line, environment()));
        } catch (IOException | RuntimeException e) {
            launched.completeExceptionally(e);
            exit.completeExceptionally(e);
        } finally {
            // After an Error: nobody may wait for ever.
            launched.completeExceptionally(new IOException("never launched"));
            exit.completeExceptionally(new IOException("lost"));
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("LC_ALL", "C");
        // btrfs reads through the page cache where a direct read goes into memory that was never touched (the
        // page fault could deadlock with the extent's lock): dd's first block, and as much again of readahead,
        // would stay in the cache after each segment. With this, glibc writes over what it allocates.
        environment.putIfAbsent("MALLOC_PERTURB_", "1");
        return environment;
    }

    private Process process() {
        return launched.join();
    }

    /** Returns the process id; setpriv and env keep it, as they become the program that they run. */
    long pid() {
        return process().pid();
    }

    /** Returns whether it has ended. */
    boolean exited() {
        return exit.isDone();
    }

    /** Returns the exit status, 128 and the signal if one killed it. Only after it has {@link #exited()}. */
    int exitStatus() {
        try {
            return exit.join();
        } catch (CompletionException e) {
            throw new UncheckedIOException(new IOException("no exit status of " + command.get(0), e));
        }
    }

    /** Waits for its end; the run of a session waits for events instead. */
    boolean awaitExit(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    exit.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                    return true;
                } catch (TimeoutException e) {
                    return false;
                } catch (java.util.concurrent.ExecutionException e) {
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs something when it has ended. */
    void onExit(Runnable action) {
        CompletableFuture<Integer> unused = exit.whenComplete((status, failure) -> action.run());
    }

    /** Returns a future of the end. */
    <T> CompletableFuture<T> afterExit(T value) {
        return exit.handle((status, failure) -> value);
    }

    /** Returns where its standard input is written. Only with {@code keepInput}. */
    OutputStream input() {
        OutputStream stream = input;
        if (stream == null) {
            throw new IllegalStateException("the input was not kept");
        }
        return stream;
    }

    /** Ends its standard input. */
    void closeInput() {
        OutputStream stream = input;
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // It has ended already, and so has its pipe.
            }
        }
    }

    /** Takes what it has printed out of its pipes, without waiting. */
    void drain() {
        InputStream out = outputPipe;
        InputStream err = errorPipe;
        if (out != null) {
            output.drain(out);
        }
        if (err != null) {
            errors.drain(err);
        }
    }

    /** Returns the end of what it has printed on its standard output. */
    String output() {
        drain();
        return output.text();
    }

    /** Returns the end of what it has printed on its standard error. */
    String errors() {
        drain();
        return errors.text();
    }

    /** Asks it to end. Does not wait. */
    void terminate() {
        // Not Process.destroy(): that also closes the pipes, and with them what it has to say.
        boolean unused = process().toHandle().destroy();
    }

    /** Kills it and what it has started (an executable may be a wrapper script). Does not wait. */
    void kill() {
        process().descendants().forEach(ProcessHandle::destroyForcibly);
        boolean unused = process().toHandle().destroyForcibly();
    }

    /** Learns of the process: commons-exec hands it to nobody but a destroyer. */
    private final class Launch implements ProcessDestroyer {
        @Override
        public boolean add(Process process) {
            return launched.complete(process);
        }

        @Override
        public boolean remove(Process process) {
            return true;
        }

        @Override
        public int size() {
            return launched.isDone() && !exit.isDone() ? 1 : 0;
        }
    }

    private final class Streams implements ExecuteStreamHandler {
        @Override
        public void setProcessInputStream(OutputStream stream) throws IOException {
            if (keepInput) {
                input = stream;
            } else {
                stream.close();
            }
        }

        @Override
        public void setProcessOutputStream(InputStream stream) {
            outputPipe = stream;
        }

        @Override
        public void setProcessErrorStream(InputStream stream) {
            errorPipe = stream;
        }

        @Override
        public void start() {}

        /** Takes the rest, after the end and before commons-exec closes the pipes. */
        @Override
        public void stop() {
            drain();
        }
    }
}
