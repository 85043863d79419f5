package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads all extended attributes of a file that this user can see, access-control lists included. */
final class ExtendedAttributes {
    /** Checksums of contents and of the inode: what is right for one file is wrong for another. */
    private static final Set<String> CHECKSUMS = Set.of("security.ima", "security.evm");

    /** Between asking for a length and asking for the bytes somebody may make them longer. */
    private static final int MOST_TRIES = 8;

    private final Path file;
    private final Names names;
    private final Values values;

    private ExtendedAttributes(Path file, Names names, Values values) {
        this.file = file;
        this.names = names;
        this.values = values;
    }

    private interface Names {
        long list(long list, long size);
    }

    private interface Values {
        long get(String name, long value, long size);
    }

    private interface Answer {
        long fill(long buffer, long size);
    }

    /** Reads those of a path, which is not followed if it is a symbolic link. */
    static SortedMap<String, ByteBuffer> of(Linux linux, Path path) throws IOException {
        return new ExtendedAttributes(
                        path,
                        (list, size) -> linux.llistxattr(path, list, size),
                        (name, value, size) -> linux.lgetxattr(path, name, value, size))
                .read();
    }

    /** Reads those of an open file. */
    static SortedMap<String, ByteBuffer> of(Linux linux, Descriptor open) throws IOException {
        int fd = open.number();
        return new ExtendedAttributes(
                        open.path(),
                        (list, size) -> linux.flistxattr(fd, list, size),
                        (name, value, size) -> linux.fgetxattr(fd, name, value, size))
                .read();
    }

    private SortedMap<String, ByteBuffer> read() throws IOException {
        SortedMap<String, ByteBuffer> found = new TreeMap<>();
        byte[] list = answer("the list of attributes", names::list).orElse(new byte[0]);
        for (String name : new String(list, StandardCharsets.ISO_8859_1).split("\0", -1)) {
            if (!name.isEmpty() && !CHECKSUMS.contains(name)) {
                answer(name, (value, size) -> values.get(name, value, size))
                        .ifPresent(value -> found.put(name, ByteBuffer.wrap(value)));
            }
        }
        return found;
    }

    /** Asks for the length, then for the bytes. Empty if there is no such thing (any more). */
    private Optional<byte[]> answer(String what, Answer answer) throws IOException {
        long result = 0;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            result = answer.fill(0, 0);
            if (Errno.ENODATA.is(result) || Errno.EOPNOTSUPP.is(result)) {
                return Optional.empty();
            }
            if (result == 0) {
                return Optional.of(new byte[0]);
            }
            if (result > 0) {
                try (NativeBytes buffer = new NativeBytes(result)) {
                    result = answer.fill(buffer.address(), buffer.length());
                    if (result >= 0) {
                        return Optional.of(buffer.first(result));
                    }
                }
            }
            if (!Errno.ERANGE.is(result) && !Errno.ENODATA.is(result)) {
                break;
            }
        }
        throw new FileSystemException(
                file.toString(),
                null,
                what + " cannot be read: " + Errno.of(result).text());
    }
}
