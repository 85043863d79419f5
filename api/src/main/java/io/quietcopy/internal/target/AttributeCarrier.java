package io.quietcopy.internal.target;

import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives a staged file the owner, group, access-control list and extended attributes of the file that it will replace, and makes
 * sure that they arrived. The mode is not its business: a staged file is its owner's alone until it is published.
 *
 * <p>Java sees neither access-control lists nor attributes outside the namespace {@code user}. So there are four ways, of which
 * the first that can work is taken:
 * <ol>
 * <li>the host services, which carry over all or fail;
 * <li>{@code getfattr} sees that old and new do not differ: nothing to do, the usual case;
 * <li>{@code cp --attributes-only} carries over, and {@code getfattr} compares; without {@code getfattr} only GNU's cp will do,
 *     whose exit status tells of each attribute that it could see and not keep, and Java compares the namespace {@code user}.
 *     GNU's cp says nothing of an owner that it may not set (compared here), nor of what {@code /etc/xattr.conf} tells it to
 *     skip, NFSv4 lists among them (a note says that nobody looked);
 * <li>neither tool is there: Java carries over owner and {@code user} attributes. A list that nobody can see matters only if
 *     the mode gives the group any right, since those bits limit what a list grants. If they do, the copy is refused: the group
 *     could get a right through the new file that the old one's list denied.
 * </ol>
 *
 * <p>Not kept: inode flags ({@code chattr}), project quota ids, {@code trusted.*} where this user cannot see it.
 */
final class AttributeCarrier {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int GROUP_RIGHTS = 0070;

    private final Host host;
    private final Path old;
    private final Path staged;
    private final List<String> notes = new ArrayList<>();

    /** An attribute that cannot be carried over. */
    static final class NotKeptException extends IOException {
        private static final long serialVersionUID = 1L;

        NotKeptException(String message) {
            super(message);
        }

        NotKeptException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    AttributeCarrier(Host host, Path old, Path staged) {
        this.host = host;
        this.old = old;
        this.staged = staged;
    }

    /** Returns what could not be made sure. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Carries everything over. May be called again, when the old file may have been given other attributes, or the new one may
     * have lost some by being written ({@code security.capability}); the new file's mode should then be the old one's.
     *
     * @throws NotKeptException if something cannot be kept
     * @throws IOException if the files cannot be examined
     */
    void carry() throws IOException {
        notes.clear();
        if (carriedByHost()) {
            return;
        }
        carryOwner();
        Optional<AttributeDump> wanted = AttributeDump.of(old);
        if (wanted.isPresent()) {
            compareAndCopy(wanted.get());
        } else if (isGnuCp()) {
            copy();
            requireUserAttributes();
            notes.add(
                    "attributes outside user.* were carried over by GNU cp without a second look, since there is no getfattr");
        } else {
            carryWithoutTools();
        }
        requireOwner();
    }

    private boolean carriedByHost() throws IOException {
        if (host.services().isEmpty()) {
            return false;
        }
        try {
            host.services().get().copyAttributes(old, staged);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (IOException e) {
            throw new NotKeptException(IoFailures.reason(e), e);
        }
    }

    private void compareAndCopy(AttributeDump wanted) throws IOException {
        if (wanted.differencesFrom(dumpOfStaged()).isEmpty()) {
            return;
        }
        copy();
        List<String> missing = wanted.differencesFrom(dumpOfStaged());
        if (!missing.isEmpty()) {
            throw new NotKeptException("cp did not carry over " + String.join(", ", missing));
        }
    }

    private AttributeDump dumpOfStaged() throws IOException {
        return AttributeDump.of(staged).orElseThrow(() -> new IOException("getfattr has vanished"));
    }

    /** Copies mode, list and attributes. Of a list cp takes care only together with the mode. */
    private void copy() throws IOException {
        Tools.Result result;
        try {
            result = Tools.run(
                    LIMIT,
                    List.of(
                            "cp",
                            "--attributes-only",
                            "--preserve=mode,ownership,xattr",
                            "--",
                            old.toString(),
                            staged.toString()));
        } catch (IOException e) {
            throw new NotKeptException("cp could not be run: " + e.getMessage(), e);
        }
        if (result.exitStatus() != 0) {
            throw new NotKeptException("cp ended with status " + result.exitStatus() + ": "
                    + result.output().strip());
        }
    }

    private static boolean isGnuCp() {
        try {
            Tools.Result version = Tools.run(LIMIT, List.of("cp", "--version"));
            return version.exitStatus() == 0 && version.output().startsWith("cp (GNU coreutils)");
        } catch (IOException e) {
            return false;
        }
    }

    private void carryWithoutTools() throws IOException {
        if ((FileFacts.of(old).mode() & GROUP_RIGHTS) != 0) {
            throw new NotKeptException(
                    "an access-control list cannot be ruled out, since neither getfattr nor GNU cp is there");
        }
        for (Map.Entry<String, ByteBuffer> attribute : userAttributes(old).entrySet()) {
            try {
                userView(staged).write(attribute.getKey(), attribute.getValue().duplicate());
            } catch (IOException e) {
                throw new NotKeptException("user." + attribute.getKey() + ": " + IoFailures.reason(e), e);
            }
        }
        requireUserAttributes();
        notes.add("attributes outside user.* were not looked for, since neither getfattr nor GNU cp is there");
    }

    private void requireUserAttributes() throws IOException {
        if (!userAttributes(old).equals(userAttributes(staged))) {
            throw new NotKeptException("the attributes in the namespace user did not all arrive");
        }
    }

    private static UserDefinedFileAttributeView userView(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static Map<String, ByteBuffer> userAttributes(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
            return Map.of();
        }
        UserDefinedFileAttributeView view = userView(file);
        Map<String, ByteBuffer> values = new HashMap<>();
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            values.put(name, value.flip());
        }
        return values;
    }

    private record Owner(int uid, int gid) {
        static Owner of(Path file) throws IOException {
            Map<String, Object> ids = Files.readAttributes(file, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
            return new Owner(
                    (Integer) Objects.requireNonNull(ids.get("uid")), (Integer) Objects.requireNonNull(ids.get("gid")));
        }
    }

    private void carryOwner() throws IOException {
        Owner wanted = Owner.of(old);
        Owner present = Owner.of(staged);
        try {
            if (wanted.gid != present.gid) {
                Files.setAttribute(staged, "unix:gid", wanted.gid, LinkOption.NOFOLLOW_LINKS);
            }
            if (wanted.uid != present.uid) {
                Files.setAttribute(staged, "unix:uid", wanted.uid, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new NotKeptException(
                    "owner " + wanted.uid + ":" + wanted.gid + " cannot be set: " + IoFailures.reason(e), e);
        }
    }

    private void requireOwner() throws IOException {
        Owner wanted = Owner.of(old);
        Owner present = Owner.of(staged);
        if (!wanted.equals(present)) {
            throw new NotKeptException("owner " + wanted.uid + ":" + wanted.gid + " did not arrive");
        }
    }
}
