package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetMode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A copy in a process of its own, which does one step at a time and tells how it went. */
final class ChildCopy implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    private final String first;

    private ChildCopy(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.first = answer();
    }

    static ChildCopy start(TargetMode mode, Path target, long length) throws IOException {
        return start(List.of(), Map.of(), mode, target, length);
    }

    /**
     * Starts a process and opens the target in it.
     *
     * @param before a command that runs the process, for example {@code strace}
     * @param environment added to the environment
     */
    static ChildCopy start(
            List<String> before, Map<String, String> environment, TargetMode mode, Path target, long length)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                // Without this the virtual machine would make and unlink files of its own, which tests count.
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                ChildCopy.class.getName(),
                mode.name(),
                target.toString(),
                Long.toString(length)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildCopy(builder.start());
    }

    /** Returns {@code OPEN PATH}, or {@code FAILED CODE STATE MESSAGE}. */
    String opened() {
        return first;
    }

    /** Has one step done: {@code flush}, {@code publish} or {@code abandon}. */
    String order(String step) throws IOException {
        orders.write(step + "\n");
        orders.flush();
        return answer();
    }

    long pid() {
        return process.pid();
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        return line == null ? "ENDED" : line;
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The child. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        Path path = Path.of(args[1]);
        long length = Long.parseLong(args[2]);
        TargetRequest request = switch (TargetMode.valueOf(args[0])) {
            case CREATE_NEW -> Requests.createNew(path, length);
            case REPLACE -> Requests.replace(path, length);
            case IN_PLACE -> Requests.inPlace(path, length);
        };
        try (TargetFile target = TargetFiles.open(request, Requests.HOST)) {
            out.println("OPEN " + target.side().path());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String order = in.readLine(); order != null; order = in.readLine()) {
                out.println(step(target, order));
            }
        } catch (CopyException e) {
            out.println(told(e));
        }
    }

    private static String step(TargetFile target, String order) {
        try {
            return switch (order) {
                case "flush" -> {
                    target.flush();
                    yield "FLUSHED";
                }
                case "publish" -> target.publish(PublishGate.OPEN).toString();
                case "abandon" -> target.abandon(FailureAction.REMOVE, true).toString();
                case "notes" -> target.guard() + target.notes();
                default -> throw new IllegalArgumentException(order);
            };
        } catch (CopyException e) {
            return told(e);
        }
    }

    private static String told(CopyException e) {
        return "FAILED " + e.code() + " " + e.targetState() + " "
                + e.getMessage().replace('\n', ' ');
    }
}
