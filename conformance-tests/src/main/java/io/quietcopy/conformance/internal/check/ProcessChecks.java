package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ModelSides;
import io.quietcopy.conformance.internal.trial.Bench;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.StorageCounters;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageTiming;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What shows only in a JVM of its own: what a provider does when it is made, and what survives a JVM that is killed. */
final class ProcessChecks {
    private static final long MIB = 1 << 20;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final long QUIET_MILLIS = 1500;

    private ProcessChecks() {}

    static List<Check> all() {
        return List.of(
                OwnCheck.of(
                        "provider-cheap",
                        "making a provider does nothing, and it tells its availability also where nothing is in the path",
                        ProcessChecks::providerCheap,
                        "E-PROVIDER-1",
                        "E-PROVIDER-4"),
                OwnCheck.of(
                        "killed", "when the JVM is killed nothing goes on writing", ProcessChecks::killed, "E-STOP-7"));
    }

    private static void providerCheap(CheckContext context) throws Exception {
        Class<?> type = context.subject().provider().getClass();
        context.seen("E-PROVIDER-1");
        boolean constructible = Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
        if (!constructible || !Modifier.isPublic(type.getModifiers())) {
            context.broken(
                    "E-PROVIDER-1",
                    type.getName() + " is not a public class with a public constructor without arguments");
            return;
        }
        List<String> left = probe(Map.of(), type.getName());
        if (!left.remove("ok")) {
            context.broken("E-PROVIDER-1", "making the provider failed in a JVM of its own: " + left);
        } else if (!left.isEmpty()) {
            context.broken("E-PROVIDER-1", "making the provider did this: " + left);
        }
        context.seen("E-PROVIDER-4");
        List<String> told = probe(Map.of("PATH", "/nonexistent"), type.getName(), "availability");
        if (!told.contains("ok")) {
            context.broken("E-PROVIDER-4", "availability() threw where nothing is in the path: " + told);
        }
    }

    private static List<String> probe(Map<String, String> environment, String... words) throws Exception {
        Process process = java(ProviderProbe.class, environment, words);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> said = new ArrayList<>(lines.lines().toList());
            if (!process.waitFor(PROBE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the probe does not end");
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process java(Class<?> main, Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void killed(CheckContext context) throws Exception {
        context.require(Requirement.STORAGE_MODEL);
        CopyCase copyCase = CopyCase.builder()
                .source(Piece.data(32 * MIB))
                .target(TargetKind.IN_PLACE)
                .blockBytes(256 << 10)
                .grantBytes(MIB)
                .build();
        Evidence evidence = new Evidence();
        try (StorageModel model = StorageModel.builder().start();
                Bench bench = Bench.of(
                        copyCase, new ModelSides(model), context.subject(), evidence, new SuiteControl.Listener() {})) {
            model.timing(StorageTiming.immediate().bandwidth(4 * MIB));
            List<String> words = new ArrayList<>(List.of(
                    context.subject().provider().getClass().getName(),
                    bench.source().path().toString(),
                    bench.requireTarget().path().toString(),
                    copyCase.toString()));
            context.subject().givenSettings().forEach((name, value) -> words.add(name + '=' + value));
            Process jvm = java(CopyProbe.class, Map.of(), words.toArray(String[]::new));
            try {
                awaitRunning(jvm);
                List<Long> children = Processes.descendants(jvm.pid());
                jvm.destroyForcibly().waitFor();
                judge(model, children, evidence);
            } finally {
                jvm.destroyForcibly().waitFor();
                model.timing(StorageTiming.immediate());
            }
        }
        context.add(evidence);
    }

    private static void awaitRunning(Process jvm) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("running")) {
                return;
            }
            said.add(line);
        }
        throw new IOException("the copy in a JVM of its own did not get so far: " + said);
    }

    private static void judge(StorageModel model, List<Long> children, Evidence evidence) throws Exception {
        evidence.seen("E-STOP-7");
        long atKill = model.counters().writes().bytes();
        for (long child : children) {
            if (!Processes.awaitEnd(child, END_LIMIT)) {
                evidence.broken(
                        "E-STOP-7",
                        "the JVM was killed, and after " + END_LIMIT.toSeconds() + " seconds its child still runs: "
                                + Processes.commandLine(child));
                ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        StorageCounters before = model.counters();
        TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
        StorageCounters after = model.counters();
        if (after.writes().requests() > before.writes().requests()) {
            evidence.broken("E-STOP-7", "the JVM was killed, and the target is still written to");
        }
        long more = after.writes().bytes() - atKill;
        if (more > 2 * MIB) {
            evidence.broken(
                    "E-STOP-7",
                    "after the JVM had been killed " + more + " bytes were written, with permits of " + MIB);
        }
    }
}
