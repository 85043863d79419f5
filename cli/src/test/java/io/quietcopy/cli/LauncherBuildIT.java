package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.Checkout.Ended;
import io.quietcopy.testbed.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the launcher builds, and when it does not. */
@Timeout(240)
class LauncherBuildIT {
    @Test
    void severalFirstStartsBuildOnce() throws Exception {
        try (Checkout checkout = Checkout.unbuilt()) {
            List<CompletableFuture<Ended>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return checkout.start("--version");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> new Thread(task).start()));
            }
            StringBuilder said = new StringBuilder();
            for (CompletableFuture<Ended> start : starts) {
                Ended ended = start.join();
                assertThat(ended.status()).as(ended.err()).isZero();
                assertThat(ended.out()).startsWith("quietcopy ");
                said.append(ended.err());
            }
            assertThat(said).hasToString("quietcopy: building, once\n");
            assertThat(checkout.runs()).isEqualTo(1);
            assertThat(checkout.start("--version").err()).isEmpty();
            assertThat(checkout.runs()).isEqualTo(1);
        }
    }

    @Test
    void aBuildThatFailsShowsItsErrors() throws Exception {
        try (Checkout checkout = Checkout.unbuilt()) {
            checkout.mavenThat("echo noise; echo '[ERROR] the compiler does not like it'; exit 1");
            Ended ended = checkout.start("--version");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err().lines())
                    .containsExactly(
                            "quietcopy: building, once",
                            "[ERROR] the compiler does not like it",
                            "quietcopy: the build failed; the whole log is " + checkout.path("cli/target/build.log"));
        }
    }

    @Test
    void withoutMavenItSaysSo() throws Exception {
        try (Checkout checkout = Checkout.unbuilt()) {
            Files.delete(checkout.path("bin/mvn"));
            ProcessBuilder start = checkout.program(checkout.path("quietcopy").toString(), "--version");
            for (String tool : List.of("readlink", "mkdir", "find", "rm", "flock", "sed")) {
                Files.createSymbolicLink(checkout.path("bin/" + tool), Path.of("/usr/bin", tool));
            }
            start.environment().put("PATH", checkout.path("bin").toString());
            Ended ended = Checkout.await(start);
            assertThat(ended.err()).contains("Maven is needed for the first start; there is no mvn in PATH");
            assertThat(ended.status()).isEqualTo(1);
        }
    }

    @Test
    void newerSourcesOfACheckoutAreBuilt() throws Exception {
        try (Checkout checkout = Checkout.built()) {
            Path source = Files.writeString(checkout.path("api/src/main/java/New.java"), "class New {}");
            later(source);
            assertThat(checkout.start("--version").status()).isZero();
            assertThat(checkout.runs()).as("without .git nobody works on it").isZero();

            Files.createDirectory(checkout.path(".git"));
            // The build is from now, so that the source is older again.
            Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
            assertThat(checkout.start("--version").err()).isEqualTo("quietcopy: building, once\n");
            assertThat(checkout.start("--version").err()).isEmpty();
            assertThat(checkout.runs()).isEqualTo(1);

            later(checkout.path("pom.xml"));
            Ended ended = checkout.start("--version");
            assertThat(ended.err()).isEqualTo("quietcopy: building, once\n");
            assertThat(checkout.runs()).isEqualTo(2);
        }
    }

    private static void later(Path file) throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(30)));
    }

    @Test
    void whatCannotBeWrittenIsUsedAsItIs() throws Exception {
        Requirement.require(Requirement.ROOT, Requirement.SETPRIV);
        try (Checkout checkout = Checkout.built()) {
            Ended ended = Checkout.await(asNobody(checkout));
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).startsWith("quietcopy ");
            assertThat(checkout.archives()).isEmpty();

            assertThat(checkout.start("--version").status()).isZero();
            assertThat(checkout.archives()).hasSize(1);
            assertThat(Checkout.await(asNobody(checkout)).err()).isEmpty();
        }
        try (Checkout checkout = Checkout.unbuilt()) {
            Ended ended = Checkout.await(asNobody(checkout));
            assertThat(ended.err()).contains("has not been built, and " + checkout.path("") + " may not be written");
            assertThat(ended.status()).isEqualTo(1);
        }
    }

    private static ProcessBuilder asNobody(Checkout checkout) {
        return checkout.program(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                checkout.path("quietcopy").toString(),
                "--version");
    }
}
