package io.quietcopy.conformance.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.JsonTree;
import io.quietcopy.conformance.internal.command.Suite.Ended;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command says, and its exit statuses. */
class ConformanceCommandTest {
    private static final String BROKEN = "E-PROVIDER-2";
    private static final String HELD = "E-PROVIDER-3";

    private Suite suite;

    @BeforeEach
    void makeSuite() throws IOException {
        suite = new Suite();
    }

    @AfterEach
    void closeSuite() throws IOException {
        suite.close();
    }

    @Test
    void aRuleThatHoldsIsStatus0() throws Exception {
        Ended ended = suite.runBadId("--rule", HELD);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .startsWith(BadIdEngineProvider.ID + "  " + BadIdEngineProvider.class.getName() + " on ")
                .contains("1/1  pass  provider-level@own")
                .contains("\nPASSED  every rule that binds this engine was put to the test and held\n1 pass · ");
        assertThat(ended.status()).isZero();
        assertThat(suite.folder()).isEmptyDirectory();
    }

    @Test
    void aBrokenRuleIsStatus1AndTheReportsTellOfIt() throws Exception {
        Path reports = suite.file("reports/new");
        Ended ended = suite.runBadId("--rule", BROKEN, "--report", reports);
        assertThat(ended.out())
                .contains("1/1  FAIL  provider-id@own")
                .contains("\nFailed\n  E-PROVIDER-2    The id is a word\n")
                .contains("\nFAILED  1 rule failed\n")
                .endsWith("report: " + reports.resolve("report.html") + "\n");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(JsonTree.of(Files.readString(reports.resolve("report.json"))))
                .containsEntry("outcome", "failed")
                .containsEntry("engine", BadIdEngineProvider.ID);
        assertThat(reports.resolve("report.html")).content().contains("The id is a word");
        assertThat(reports.resolve("junit.xml")).content().contains("failures=\"1\"");
        assertThat(reports.toFile().list()).hasSize(3);
    }

    @Test
    void theCommandThatItShowsTriesTheSameAgain() throws Exception {
        Path reports = suite.file("reports");
        Ended first = suite.runBadId("--rule", BROKEN, "--report", reports);
        String line = first.out()
                .lines()
                .filter(one -> one.startsWith("java -cp "))
                .findFirst()
                .orElseThrow();
        assertThat(line).endsWith(" --replay 'provider-id@own'");
        Path out = suite.file("replayed");
        Process again = new ProcessBuilder("sh", "-c", line)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(again.waitFor()).as(Files.readString(out)).isEqualTo(1);
        assertThat(out)
                .content()
                .startsWith("FAIL  provider-id@own: ")
                .contains("\n  E-PROVIDER-2  The id is a word\n");
    }

    @Test
    void aWaivedRuleStillRunsAndFailsOnceItHolds() throws Exception {
        Path waivers = Files.writeString(suite.file("waivers.txt"), BROKEN + " 9999-12-31 https://example.org/1 old\n");
        Ended broken = suite.runBadId("--rule", BROKEN, "--waivers", waivers);
        assertThat(broken.out())
                .contains("1/1  FAIL  provider-id@own")
                .contains("\nWaived\n  E-PROVIDER-2    The id is a word: waived until 9999-12-31: old\n")
                .contains(
                        "\nPASSED  every rule that binds this engine was put to the test and held, but for 1 waived rule");
        assertThat(broken.status()).isZero();

        Files.writeString(waivers, HELD + " 9999-12-31 https://example.org/1 old\n");
        Ended held = suite.runBadId("--rule", HELD, "--waivers", waivers);
        assertThat(held.out()).contains("it is waived but passes now: remove the waiver waivers.txt:1");
        assertThat(held.status()).isEqualTo(1);

        Files.writeString(waivers, BROKEN + " 2020-12-31 https://example.org/1 old\n");
        assertThat(suite.runBadId("--rule", BROKEN, "--waivers", waivers).status())
                .isEqualTo(1);
    }

    @Test
    void nothingPutToTheTestIsStatus3() throws Exception {
        Ended ended = suite.runBadId("--rule", "E-OPEN-8");
        assertThat(ended.out()).contains("INCOMPLETE  no rule was put to the test");
        assertThat(ended.status()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rule E-NONE-1 | --rule: no engine rule has the id E-NONE-1",
                "--set available | --set takes KEY=VALUE, but got 'available'",
                "--set colour=red | --set: ",
                "--set available=perhaps | --set: ",
                "--tries -1 | --tries: there are no -1 tries",
                "--tries many | Invalid value for option '--tries'",
                "--replay nonsense | --replay: nonsense is not of the form check@place",
                "--replay nonesuch@files | --replay: there is no check nonesuch",
                "--replay provider-id@own --rule E-BYTES-1 | --replay tries one copy again",
                "--device /dev/null | --device: /dev/null is not a block device",
                "--waivers /nonexistent | --waivers: /nonexistent cannot be read",
                "--color | Unknown option: '--color'"
            })
    void aWrongArgumentIsStatus2(String arguments, String problem) throws Exception {
        Ended ended = suite.runBadId((Object[]) arguments.split(" ", -1));
        assertThat(ended.err()).startsWith("conformance: " + problem);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    void engineAndFolderAreNeeded() throws Exception {
        assertThat(suite.run()).isEqualTo(suite.run("--engine", BadIdEngineProvider.ID));
        assertThat(suite.run().status()).isEqualTo(2);
    }

    @Test
    void anEngineThatIsNotThereIsStatus2AndThoseThatAreAreNamed() throws Exception {
        Ended ended = suite.run("--engine", "nonesuch", "--dir", suite.folder());
        assertThat(ended.err())
                .startsWith("conformance: no engine on the class path has the id nonesuch: there are Bad_Id, ")
                .contains("direct-nio")
                .contains("org.example.NotThere");
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    void whatTheMachineDoesNotAllowIsStatus4() throws Exception {
        Ended folder = suite.run("--engine", BadIdEngineProvider.ID, "--dir", suite.file("missing"));
        assertThat(folder.err()).contains("missing is not a folder that can be written to");
        assertThat(folder.status()).isEqualTo(4);

        Ended engine = suite.runBadId("--set", "available=no");
        assertThat(engine.err()).contains("not available here: its setting says so");
        assertThat(engine.status()).isEqualTo(4);

        Path file = Files.writeString(suite.file("a file"), "");
        Ended report = suite.runBadId("--report", file);
        assertThat(report.err()).contains("--report: " + file + " cannot be written to");
        assertThat(report.status()).isEqualTo(4);
    }

    @Test
    void aDeviceThatIsInUseIsNotOverwritten() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem mounted =
                MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path device = mounted.device().orElseThrow().path();
            Ended inUse = suite.runBadId("--rule", HELD, "--device", device);
            assertThat(inUse.err())
                    .contains(device + " is in use: it, or a part of it, is mounted at " + mounted.path());
            assertThat(inUse.status()).isEqualTo(2);

            mounted.unmount();
            assertThat(suite.runBadId("--rule", HELD, "--device", device).status())
                    .isZero();
        }
    }

    @Test
    void listAndHelpRunNothing() throws Exception {
        Ended list = suite.run("--list");
        assertThat(list.out())
                .contains("Bad_Id", "direct-nio", "broken: ", "org.example.NotThere")
                .contains(
                        "  E-BYTES-1       Every byte arrives\n                  lengths@files,loop512,loop4096,device")
                .contains("  E-DIGEST-1      The sink gets every byte in order (with DIGEST)\n")
                .contains("  E-DIGEST-5      Without it (without DIGEST)\n")
                .contains("not testable: ");
        assertThat(list.status()).isZero();
        Ended help = suite.run("--help");
        assertThat(help.out())
                .contains(
                        "--engine", "--dir", "--report", "--device", "--tries", "--seed", "--replay", "--rule", "--set")
                .contains("--waivers", "--list", "Exit status:");
        assertThat(help.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(help.status()).isZero();
    }
}
