package io.quietcopy.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.internal.host.FileFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A target and its folder as they were: inode, mode, links, times of content and inode, bytes, the names in the folder. What
 * a refused copy must not change. The time of the last access is not looked at.
 */
final class TargetSnapshot {
    private final Path target;
    private final List<String> before;

    private TargetSnapshot(Path target) throws IOException {
        this.target = target.toAbsolutePath();
        this.before = look();
    }

    static TargetSnapshot of(Path target) throws IOException {
        return new TargetSnapshot(target);
    }

    void assertUntouched() throws IOException {
        assertThat(look()).isEqualTo(before);
    }

    private List<String> look() throws IOException {
        List<String> seen = new ArrayList<>();
        describe(target, seen);
        if (Files.isSymbolicLink(target) && Files.exists(target)) {
            describe(target.toRealPath(), seen);
        }
        Path folder = target.getParent();
        // The folder of device nodes is everybody's.
        if (folder != null && Files.isDirectory(folder) && !folder.startsWith("/dev")) {
            describe(folder, seen);
            try (Stream<Path> names = Files.list(folder)) {
                TreeSet<String> sorted = new TreeSet<>();
                names.forEach(name -> sorted.add(name.toString()));
                seen.addAll(sorted);
            }
        }
        return seen;
    }

    private static void describe(Path path, List<String> seen) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            seen.add(path + " missing");
            return;
        }
        FileFacts facts = FileFacts.of(path);
        seen.add(facts.toString());
        if (facts.isCopyable()) {
            seen.add(digest(path));
        }
    }

    private static String digest(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (FileSystemException e) {
            return "unreadable"; // a node of a device that this machine does not have
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
