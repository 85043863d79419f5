package io.quietcopy.internal.target;

import io.quietcopy.Durability;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Describes targets for tests, and plays the engine. */
final class Requests {
    static final Host HOST = Host.local(Optional.empty());

    private Requests() {}

    static TargetRequest createNew(Path target, long length) {
        return request(target, TargetMode.CREATE_NEW, FileKind.FILE, Optional.empty(), length);
    }

    static TargetRequest createNew(Path target, long length, Set<PosixFilePermission> permissions) {
        TargetRequest r = createNew(target, length);
        return new TargetRequest(
                r.target(),
                r.mode(),
                r.kind(),
                r.expected(),
                length,
                512,
                r.durability(),
                Optional.of(permissions),
                r.zeroes(),
                r.guard());
    }

    static TargetRequest replace(Path target, long length) throws IOException {
        return request(target, TargetMode.REPLACE, FileKind.FILE, identity(target), length);
    }

    static TargetRequest inPlace(Path target, long length) throws IOException {
        return request(target, TargetMode.IN_PLACE, FileKind.FILE, identity(target), length);
    }

    static TargetRequest device(Path target, long length) throws IOException {
        return request(target, TargetMode.IN_PLACE, FileKind.BLOCK_DEVICE, identity(target), length);
    }

    static TargetRequest with(TargetRequest r, Durability durability) {
        return new TargetRequest(
                r.target(),
                r.mode(),
                r.kind(),
                r.expected(),
                r.finalLengthBytes(),
                512,
                durability,
                r.permissions(),
                r.zeroes(),
                r.guard());
    }

    static TargetRequest with(TargetRequest r, GuardPolicy guard) {
        return new TargetRequest(
                r.target(),
                r.mode(),
                r.kind(),
                r.expected(),
                r.finalLengthBytes(),
                512,
                r.durability(),
                r.permissions(),
                r.zeroes(),
                guard);
    }

    static TargetRequest with(TargetRequest r, ZeroPolicy zeroes) {
        return new TargetRequest(
                r.target(),
                r.mode(),
                r.kind(),
                r.expected(),
                r.finalLengthBytes(),
                512,
                r.durability(),
                r.permissions(),
                zeroes,
                r.guard());
    }

    private static TargetRequest request(
            Path target, TargetMode mode, FileKind kind, Optional<FileIdentity> expected, long length) {
        return new TargetRequest(
                target.toAbsolutePath(),
                mode,
                kind,
                expected,
                length,
                512,
                Durability.FSYNC,
                Optional.empty(),
                ZeroPolicy.SPARSE,
                GuardPolicy.REFUSE);
    }

    private static Optional<FileIdentity> identity(Path target) throws IOException {
        return Optional.of(FileFacts.of(target).identity());
    }

    /** Writes as an engine does: through a descriptor of its own. */
    static void write(TargetFile target, long offset, byte[] bytes) throws IOException {
        try (FileChannel own =
                FileChannel.open(target.side().path(), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                own.write(buffer, offset + buffer.position());
            }
        }
    }

    /** Returns the names in a folder, sorted. */
    static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        names.remove("lost+found");
        names.sort(null);
        return names;
    }
}
