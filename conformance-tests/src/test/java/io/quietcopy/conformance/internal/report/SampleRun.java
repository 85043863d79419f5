package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.Rule;
import io.quietcopy.conformance.Verdict;
import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.run.RuleTable;
import io.quietcopy.conformance.internal.waiver.Waivers;
import io.quietcopy.spi.Capability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A run with everything in it that reports have to tell, made by hand. */
final class SampleRun {
    static final LocalDate TODAY = LocalDate.of(2027, 1, 1);
    static final String NASTY = "<script>alert('x')</script> & \"quoted\" ]]> \u0007 \ud83d\ude00";

    private static final Set<Capability> DECLARED = Set.of(Capability.ZERO_DETECTION);

    private SampleRun() {}

    static CheckResult passed(String id, String... rules) {
        return CheckResult.builder(id, "what " + id + " shows", "files", rules(rules))
                .verdict(Verdict.PASS, "")
                .effort(1200, Duration.ofMillis(61_500))
                .observations(rules(rules).stream().collect(Collectors.toMap(Rule::id, rule -> 1200L)))
                .build();
    }

    static CheckResult failed(String id, String rule) {
        Finding finding = Finding.of(
                Rule.of(rule),
                "byte 4095 is wrong: " + NASTY,
                id + "@files source=d4096 name='a b'",
                id + "@files source=d4096,h8k name='a b'",
                WrongByte.of("target", 4095, "3a 91", "00 00", "what was there before"));
        return CheckResult.builder(id, "what " + id + " shows", "files", rules(rule))
                .verdict(Verdict.FAIL, "")
                .effort(3, Duration.ofMillis(250))
                .observations(Map.of(rule, 3L))
                .findings(List.of(finding))
                .build();
    }

    static CheckResult skipped(String id, String rule) {
        return CheckResult.builder(id, "what " + id + " shows", "loop512", rules(rule))
                .verdict(Verdict.SKIPPED, "needs root <really>")
                .build();
    }

    private static List<Rule> rules(String... ids) {
        return Arrays.stream(ids).map(Rule::of).toList();
    }

    static Judgement judge(String waivers, Set<String> selected, CheckResult... checks) throws Exception {
        Path file = Files.createTempFile("waivers", ".txt");
        try {
            Files.writeString(file, waivers);
            ConformanceReport report = ConformanceReport.builder("sample", "org.example.Sample")
                    .capabilities(DECLARED)
                    .times(Instant.parse("2027-01-01T10:00:00Z"), Duration.ofSeconds(62))
                    .results(RuleTable.of(List.of(checks), DECLARED), List.of(checks))
                    .build();
            return Judgement.of(report, Waivers.read(file), selected, TODAY);
        } finally {
            Files.delete(file);
        }
    }

    /** A rule of each standing. */
    static RunRecord record() throws Exception {
        Judgement judgement = judge(
                "E-ZERO-1 2027-06-30 https://example.org/issues/1 zeroes are " + NASTY + "\n",
                Set.of(),
                passed("lengths", "E-BYTES-1", "E-BYTES-3"),
                failed("windows", "E-BYTES-2"),
                failed("zeroes", "E-ZERO-1"),
                skipped("names", "E-BYTES-5"));
        return new RunRecord(
                judgement,
                Map.of("file-system", "ext4", "folder", "/mnt/" + NASTY),
                new ReplayCommand(List.of("java", "-cp", "a b.jar:c.jar", "Main", "--engine", "sample")));
    }
}
