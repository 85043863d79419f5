package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives one file the owner, group, mode, access-control list and all extended attributes of another, and takes away what the
 * other does not have; or leaves it as it was.
 *
 * <p>The order matters: a new owner clears set-user-id and capabilities, and access-control lists (the attributes {@code
 * system.posix_acl_access} and the like) change with the mode and the mode with them. So the owner is first, then the mode, then
 * attributes, then the mode again if it has moved; and in the end everything is read again and compared.
 *
 * <p>Left alone are {@code security.ima} and {@code security.evm}: they are checksums of the old contents and of the old inode.
 */
final class AttributeCopy {
    private final Linux linux;
    private final Descriptor to;

    private AttributeCopy(Linux linux, Descriptor to) {
        this.linux = linux;
        this.to = to;
    }

    /** What a file has. */
    private record Attributes(int user, int group, int mode, Map<String, ByteBuffer> extended) {
        static Attributes of(FileStatus status, Map<String, ByteBuffer> extended) {
            return new Attributes(status.user(), status.group(), status.permissions(), extended);
        }
    }

    /**
     * Copies.
     *
     * @throws IOException if something cannot be carried over; {@code to} is then as it was, as far as that can be done
     */
    static void copy(Linux linux, Path from, Path to) throws IOException {
        FileStatus status = FileStatus.of(linux, from);
        Map<String, ByteBuffer> extended = ExtendedAttributes.of(linux, from);
        requireFile(to, FileStatus.of(linux, to));
        try (Descriptor open = Descriptor.open(linux, to, Linux.O_RDONLY | linux.noFollow())) {
            new AttributeCopy(linux, open).copy(Attributes.of(status, extended));
        }
    }

    private static void requireFile(Path path, FileStatus status) throws IOException {
        if (!status.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "not a regular file");
        }
    }

    private void copy(Attributes wanted) throws IOException {
        requireFile(to.path(), status());
        Attributes before = present();
        try {
            apply(wanted);
            requireSame(wanted, present());
        } catch (IOException e) {
            try {
                apply(before);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private FileStatus status() throws IOException {
        return FileStatus.of(linux, to);
    }

    private Attributes present() throws IOException {
        return Attributes.of(status(), ExtendedAttributes.of(linux, to));
    }

    private void apply(Attributes wanted) throws IOException {
        FileStatus now = status();
        if (now.user() != wanted.user || now.group() != wanted.group) {
            String owner = wanted.user + ":" + wanted.group;
            int user = now.user() == wanted.user ? -1 : wanted.user;
            int group = now.group() == wanted.group ? -1 : wanted.group;
            require(linux.fchown(to.number(), user, group), "the owner " + owner);
        }
        applyMode(wanted);
        applyExtended(wanted, present());
        applyMode(wanted);
    }

    private void applyMode(Attributes wanted) throws IOException {
        if (status().permissions() != wanted.mode) {
            require(linux.fchmod(to.number(), wanted.mode), "the mode " + Integer.toOctalString(wanted.mode));
        }
    }

    private void applyExtended(Attributes wanted, Attributes now) throws IOException {
        for (String name : now.extended.keySet()) {
            if (!wanted.extended.containsKey(name)) {
                int result = linux.fremovexattr(to.number(), name);
                // A list goes with others, and may be gone when its turn comes.
                require(Errno.ENODATA.is(result) ? 0 : result, "to be without " + name);
            }
        }
        for (Map.Entry<String, ByteBuffer> attribute : wanted.extended.entrySet()) {
            String name = attribute.getKey();
            ByteBuffer value = attribute.getValue();
            if (!value.equals(now.extended.get(name))) {
                byte[] bytes = new byte[value.remaining()];
                value.duplicate().get(bytes);
                try (NativeBytes buffer = new NativeBytes(Math.max(1, bytes.length))) {
                    buffer.put(bytes);
                    require(linux.fsetxattr(to.number(), name, buffer.address(), bytes.length), name);
                }
            }
        }
    }

    private void require(int result, String what) throws IOException {
        if (result < 0) {
            throw new FileSystemException(
                    to.path().toString(),
                    null,
                    notCarried(what, Errno.of(result).text()));
        }
    }

    private void requireSame(Attributes wanted, Attributes found) throws IOException {
        String missing = null;
        if (wanted.user != found.user || wanted.group != found.group) {
            missing = "the owner " + wanted.user + ":" + wanted.group;
        } else if (wanted.mode != found.mode) {
            missing = "the mode " + Integer.toOctalString(wanted.mode);
        }
        TreeMap<String, ByteBuffer> names = new TreeMap<>(wanted.extended);
        names.putAll(found.extended);
        for (String name : names.keySet()) {
            ByteBuffer value = wanted.extended.get(name);
            if (missing == null && (value == null || !value.equals(found.extended.get(name)))) {
                missing = name;
            }
        }
        if (missing != null) {
            throw new FileSystemException(to.path().toString(), null, notCarried(missing, "it did not arrive"));
        }
    }

    private static String notCarried(String what, String why) {
        return what + " cannot be carried over: " + why;
    }
}
