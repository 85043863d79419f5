package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.Tools;
import io.quietcopy.testbed.Executables;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StagedReplaceTest {
    private Scratch scratch;
    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        scratch = Scratch.create();
        target = scratch.file("disk.raw");
        Files.writeString(target, "the old content");
    }

    @AfterEach
    void removeTarget() throws IOException {
        scratch.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"OVERLAY"},
            mode = EnumSource.Mode.EXCLUDE)
    void theNewFileHasWhatTheOldOneHad(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        assumeTools("setfacl", "getfacl", "setfattr", "getfattr", "chown");
        try (MountedFileSystem fs = MountedFileSystem.of(kind).mount()) {
            Path image = fs.file("disk.raw");
            Files.writeString(image, "the old content");
            run("chown", "1234:2345", image.toString());
            run("chmod", "2674", image.toString());
            run("setfacl", "-m", "u:1005:rw,g:1006:r", image.toString());
            run("setfattr", "-n", "user.purpose", "-v", "boot disk", image.toString());
            run("setfattr", "-n", "trusted.mine", "-v", "0x00ff", image.toString());
            run("setfattr", "-n", "security.label", "-v", "any", image.toString());
            String wanted = facts(image);
            try (TargetFile file = TargetFiles.open(Requests.replace(image, 100_000), Requests.HOST)) {
                assertThat(FileFacts.of(file.side().path()).mode()).isEqualTo(0600);
                assertThat(FileFacts.of(file.side().path()).uid()).isEqualTo(1234);
                file.confirmClaim();
                Requests.write(file, 0, SeededBytes.of(6, 0, 100_000));
                file.trim();
                file.flush();
                assertThat(image).hasContent("the old content");
                assertThat(file.publish(PublishGate.OPEN)).isEqualTo(new Published(true, true, List.of(), List.of()));
            }
            assertThat(facts(image)).isEqualTo(wanted);
            assertThat(Files.readAllBytes(image)).isEqualTo(SeededBytes.of(6, 0, 100_000));
            assertThat(Requests.names(fs.path())).containsExactly("disk.raw");
        }
    }

    @Test
    void aListThatTheFolderGivesToNewFilesIsNotGivenToThisOne() throws IOException {
        Requirement.require(FileSystemKind.TMPFS);
        assumeTools("setfacl", "getfacl", "getfattr");
        run("setfacl", "-d", "-m", "u:1007:rwx", scratch.path().toString());
        String wanted = facts(target);
        replace(target, Requests.HOST);
        assertThat(facts(target)).isEqualTo(wanted).doesNotContain("1007");
    }

    @Test
    void whatWritingTakesAwayIsGivenBack() throws IOException {
        assumeTools("setcap", "getfattr");
        assumeRoot();
        run("chmod", "4755", target.toString());
        run("setcap", "cap_net_raw+ep", target.toString());
        String wanted = facts(target);
        assertThat(wanted).contains("security.capability");
        replace(target, Requests.HOST);
        assertThat(facts(target)).isEqualTo(wanted);
    }

    @Test
    void whatTheOldFileGetsMeanwhileTheNewOneGetsToo() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.replace(target, 5), Requests.HOST)) {
            run("chmod", "640", target.toString());
            setUserAttribute(target, "late", "guest");
            file.flush();
            file.publish(PublishGate.OPEN);
        }
        assertThat(FileFacts.of(target).mode()).isEqualTo(0640);
        assertThat(userAttribute(target, "late")).isEqualTo("guest");
    }

    @Test
    void whatCannotBeKeptIsRefusedBeforeAByte() throws IOException {
        assumeTools("setfattr", "getfattr", "setpriv");
        assumeRoot();
        // An attribute that /etc/xattr.conf of Debian and others tells cp to leave out, without a word.
        run("setfattr", "-n", "user.Beagle.index", "-v", "1", target.toString());
        FileFacts before = FileFacts.of(target);
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(Requests.replace(target, 5), Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_ATTRIBUTES_NOT_KEPT))
                .withMessageContaining("user.Beagle.index");
        assertThat(FileFacts.of(target)).isEqualTo(before);
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void anOwnerThatMayNotBeSetIsRefused() throws IOException {
        Requirement.require(Requirement.ROOT, Requirement.SETPRIV);
        run("chown", "1234:2345", target.toString());
        // root without the right to give files away
        List<String> unprivileged = List.of("setpriv", "--bounding-set=-chown");
        try (ChildCopy child = ChildCopy.start(unprivileged, Map.of(), TargetMode.REPLACE, target, 5)) {
            assertThat(child.opened())
                    .startsWith("FAILED TARGET_ATTRIBUTES_NOT_KEPT UNTOUCHED ")
                    .contains("owner 1234:2345 cannot be set");
        }
        assertThat(target).hasContent("the old content");
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void theHostServicesCarryOverWhereTheyAreThere() throws IOException {
        setUserAttribute(target, "purpose", "boot");
        Host host = Host.local(Optional.of(new NoServices() {
            @Override
            public void copyAttributes(Path from, Path to) throws IOException {
                setUserAttribute(to, "purpose", "carried by the host");
            }
        }));
        replace(target, host);
        assertThat(userAttribute(target, "purpose")).isEqualTo("carried by the host");
    }

    @Test
    void hostServicesThatFailRefuseTheCopy() {
        Host host = Host.local(Optional.of(new NoServices() {
            @Override
            public void copyAttributes(Path from, Path to) throws IOException {
                throw new IOException("no way");
            }
        }));
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(Requests.replace(target, 5), host))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_ATTRIBUTES_NOT_KEPT));
    }

    @Test
    void aFileWithAnotherLinkIsRefused() throws IOException {
        Files.createLink(scratch.file("other name"), target);
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(Requests.replace(target, 5), Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_HARD_LINKED));
    }

    @Test
    void aNameThatAKilledCopyLeftIsNoLink() throws IOException {
        ProcessIdentity self = ProcessIdentity.current(Requests.HOST);
        ProcessIdentity dead = new ProcessIdentity(self.host(), "00000000", 1, 2, 3);
        String name =
                new StagedName(StagedName.Kind.PART, StagedName.hashOf("disk.raw"), dead, "0".repeat(32)).format();
        Files.createLink(scratch.file(name), target);
        assertThat(LeftoverScan.deadNamesOf(scratch.path(), FileFacts.of(target).identity(), Requests.HOST))
                .isEqualTo(1);
        replace(target, Requests.HOST);
        assertThat(scratch.file(name)).hasContent("the old content");
        assertThat(FileFacts.of(target).links()).isEqualTo(1);
    }

    @Test
    void aLinkMadeMeanwhileStopsThePublication() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.replace(target, 5), Requests.HOST)) {
            file.flush();
            Files.createLink(scratch.file("other name"), target);
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> file.publish(PublishGate.OPEN))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_HARD_LINKED))
                    .isNotInstanceOf(CopyRefusedException.class);
        }
        assertThat(target).hasContent("the old content");
    }

    @Test
    void aTargetExchangedMeanwhileIsNotReplaced() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.replace(target, 5), Requests.HOST)) {
            file.flush();
            Path theirs = Files.writeString(scratch.file("theirs"), "theirs");
            Files.move(theirs, target, StandardCopyOption.ATOMIC_MOVE);
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> file.publish(PublishGate.OPEN))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_CHANGED));
            assertThat(file.abandon(FailureAction.REMOVE, true).state()).isEqualTo(TargetState.UNTOUCHED);
        }
        assertThat(target).hasContent("theirs");
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void aTargetThatVanishedOrBecameALinkIsRefused() throws IOException {
        TargetRequest request = Requests.replace(target, 5);
        Files.move(target, scratch.file("moved"));
        assertChanged(request);
        Files.createSymbolicLink(target, scratch.file("moved"));
        assertChanged(request);
        assertThat(scratch.file("moved")).hasContent("the old content");
    }

    private static void assertChanged(TargetRequest request) {
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(request, Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_CHANGED));
    }

    @Test
    void aShutGateLeavesTheOldFile() throws IOException {
        FileFacts before = FileFacts.of(target);
        try (TargetFile file = TargetFiles.open(Requests.replace(target, 5), Requests.HOST)) {
            file.flush();
            assertThat(file.publish(() -> false).published()).isFalse();
            assertThat(file.abandon(FailureAction.REMOVE, true).state()).isEqualTo(TargetState.UNTOUCHED);
        }
        assertThat(FileFacts.of(target)).isEqualTo(before);
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void twoCopiesToOneNameKeepOffEachOther() throws IOException {
        try (TargetFile first = TargetFiles.open(Requests.replace(target, 5), Requests.HOST)) {
            assertThatExceptionOfType(CopyRefusedException.class)
                    .isThrownBy(() -> TargetFiles.open(Requests.replace(target, 5), Requests.HOST))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_BUSY));
            first.flush();
            assertThat(first.publish(PublishGate.OPEN).published()).isTrue();
        }
    }

    @Test
    void aReaderFindsTheOldFileOrTheNewOneAtAnyInstant() throws Exception {
        int length = 20_000;
        Files.write(target, same(0, length));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
            int reads = 0;
            while (!over.get()) {
                byte[] seen = read(target);
                assertThat(seen).isEqualTo(same(seen[0], length));
                reads++;
            }
            return reads;
        });
        for (int round = 1; round <= 20; round++) {
            try (TargetFile file = TargetFiles.open(Requests.replace(target, length), Requests.HOST)) {
                Requests.write(file, 0, same(round, length));
                file.flush();
                file.publish(PublishGate.OPEN);
            }
        }
        over.set(true);
        assertThat(reader.get()).isPositive();
    }

    private static byte[] same(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path target, Host host) throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.replace(target, 5), host)) {
            Requests.write(file, 0, new byte[] {1, 2, 3, 4, 5});
            file.flush();
            assertThat(file.publish(PublishGate.OPEN).published()).isTrue();
        }
        assertThat(Files.readAllBytes(target)).containsExactly(1, 2, 3, 4, 5);
    }

    /** All that stat, getfacl and getfattr can tell. */
    private static String facts(Path file) throws IOException {
        return run("stat", "-c", "%a %u %g", file.toString())
                + run("getfacl", "-n", "--absolute-names", file.toString())
                + run("getfattr", "-d", "-m", "-", "-e", "hex", "--absolute-names", file.toString());
    }

    private static void setUserAttribute(Path file, String name, String value) throws IOException {
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String userAttribute(Path file, String name) throws IOException {
        return new String((byte[]) Files.getAttribute(file, "user:" + name), StandardCharsets.US_ASCII);
    }

    private static String run(String... command) throws IOException {
        Tools.Result result = Tools.run(Duration.ofSeconds(10), List.of(command));
        assertThat(result.exitStatus()).as(result.output()).isZero();
        return result.output();
    }

    private static void assumeTools(String... tools) {
        for (String tool : tools) {
            assumeThat(Executables.find(tool)).as("needs " + tool).isPresent();
        }
    }

    private static void assumeRoot() {
        assumeThat(Requirement.ROOT.missing()).isEmpty();
    }
}
