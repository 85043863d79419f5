package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quietcopy.TargetMode;
import io.quietcopy.internal.host.Tools;
import io.quietcopy.testbed.Executables;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replaces files on machines that lack this or that tool. */
class MissingToolsTest {
    private Scratch scratch;
    private Path target;
    private Path tools;

    @BeforeEach
    void makeTarget() throws IOException {
        scratch = Scratch.create();
        tools = Files.createDirectory(scratch.file("tools"));
        target = Files.writeString(Files.createDirectory(scratch.file("images")).resolve("disk.raw"), "old");
        // Some user attribute: where a user may have none, such a machine is of no interest here.
        Files.setAttribute(target, "user:purpose", new byte[] {'b', 'o', 'o', 't'});
    }

    @AfterEach
    void removeTarget() throws IOException {
        scratch.close();
    }

    @Test
    void gnuCpAloneCarriesOverAndSaysThatNobodyLooked() throws IOException {
        offer("cp", need("cp"));
        Path setfacl = need("setfacl");
        assertThat(Tools.run(Duration.ofSeconds(10), List.of(setfacl.toString(), "-m", "u:1005:rw", target.toString()))
                        .exitStatus())
                .isZero();
        try (ChildCopy child = replace()) {
            assertThat(child.order("notes")).contains("without a second look");
            publish(child);
        }
        Tools.Result list = Tools.run(
                Duration.ofSeconds(10),
                List.of(need("getfacl").toString(), "-n", "--absolute-names", target.toString()));
        assertThat(list.output()).contains("user:1005:rw-");
        assertThat(Files.getAttribute(target, "user:purpose")).isEqualTo(new byte[] {'b', 'o', 'o', 't'});
    }

    @Test
    void anyCpWillDoWhereSomebodyLooks() throws IOException {
        Requirement.require(Requirement.RUST_COREUTILS);
        Path coreutils = Executables.rustDd().orElseThrow().toRealPath();
        Path cp = Files.writeString(tools.resolve("cp"), "#!/bin/sh\nexec " + coreutils + " cp \"$@\"\n");
        Files.setPosixFilePermissions(cp, PosixFilePermissions.fromString("rwxr-xr-x"));
        offer("getfattr", need("getfattr"));
        try (ChildCopy child = replace()) {
            publish(child);
        }
        assertThat(Files.getAttribute(target, "user:purpose")).isEqualTo(new byte[] {'b', 'o', 'o', 't'});
    }

    @Test
    void aCpThatCarriesNothingOverIsFoundOut() throws IOException {
        Requirement.require(Requirement.BUSYBOX);
        offer("cp", Executables.busybox().orElseThrow());
        offer("getfattr", need("getfattr"));
        try (ChildCopy child = replace()) {
            assertThat(child.opened()).startsWith("FAILED TARGET_ATTRIBUTES_NOT_KEPT UNTOUCHED ");
        }
        assertUntouched();
    }

    @Test
    void nothingSpecialNeedsNoCp() throws IOException {
        offer("getfattr", need("getfattr"));
        Files.delete(target);
        Files.writeString(target, "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-r--"));
        try (ChildCopy child = replace()) {
            publish(child);
        }
        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(PosixFilePermissions.fromString("rw-rw-r--"));
    }

    @Test
    void whereNobodyCanSeeAListAFileThatTheGroupMayUseIsRefused() throws IOException {
        Requirement.require(Requirement.BUSYBOX);
        offer("cp", Executables.busybox().orElseThrow());
        try (ChildCopy child = replace()) {
            assertThat(child.opened())
                    .startsWith("FAILED TARGET_ATTRIBUTES_NOT_KEPT UNTOUCHED ")
                    .contains("an access-control list cannot be ruled out");
        }
        assertUntouched();
    }

    @Test
    void whereNobodyCanSeeAListAFileOfItsOwnersIsReplaced() throws IOException {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
        try (ChildCopy child = replace()) {
            assertThat(child.order("notes")).contains("were not looked for");
            publish(child);
        }
        assertThat(Files.getAttribute(target, "user:purpose")).isEqualTo(new byte[] {'b', 'o', 'o', 't'});
    }

    private void assertUntouched() throws IOException {
        assertThat(target).hasContent("old");
        assertThat(Requests.names(target.getParent())).containsExactly("disk.raw");
    }

    private ChildCopy replace() throws IOException {
        return ChildCopy.start(List.of(), Map.of("PATH", tools.toString()), TargetMode.REPLACE, target, 15);
    }

    private void publish(ChildCopy child) throws IOException {
        assertThat(child.opened()).startsWith("OPEN ");
        assertThat(child.order("flush")).isEqualTo("FLUSHED");
        assertThat(child.order("publish")).startsWith("Published[published=true, durable=true");
        assertThat(Files.size(target)).isEqualTo(15);
    }

    private void offer(String name, Path tool) throws IOException {
        Files.createSymbolicLink(tools.resolve(name), tool);
    }

    private static Path need(String tool) {
        assumeThat(Executables.find(tool)).as("needs " + tool).isPresent();
        return Executables.find(tool).orElseThrow();
    }
}
